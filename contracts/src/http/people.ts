import Type from "typebox";
import { apiLimits } from "./limits.ts";
import { exactly } from "./schemas.ts";

const line = Type.String({ minLength: 1, maxLength: apiLimits.addressLineChars });

/** `Contact` of `person.ts`. */
export const ContactJson = exactly(
  {
    name: Type.String({ minLength: 1, maxLength: apiLimits.nameChars }),
    email: Type.Optional(Type.String({ format: "email", maxLength: apiLimits.emailChars })),
    phone: Type.Optional(Type.String({ pattern: "^\\+[1-9]\\d{1,14}$", description: "E.164", examples: ["+35840123456"] })),
    locale: Type.Optional(Type.String({ pattern: "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$", description: "BCP 47", examples: ["fi"] })),
  },
  { title: "Contact" },
);

/** Where goods go to, or are taxed. */
export const CountryText = Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166-1 alpha-2", examples: ["FI"] });

/** `Address` of `person.ts`. */
export const AddressJson = exactly(
  {
    lines: Type.Array(line, { minItems: 1, maxItems: apiLimits.addressLines }),
    city: line,
    postalCode: Type.Optional(Type.String({ minLength: 1, maxLength: apiLimits.postalCodeChars })),
    region: Type.Optional(line),
    country: CountryText,
    location: Type.Optional(
      exactly({ lat: Type.Number({ minimum: -90, maximum: 90 }), lon: Type.Number({ minimum: -180, maximum: 180 }) }),
    ),
  },
  { title: "Address" },
);
