import { relative } from "node:path";
import type { AdminKey } from "./admin-key.ts";

/** What a person reads when the server has started: where it is, how to get in, what to try. */
export const welcome = (url: string, adminKey: AdminKey): string => {
  const file = adminKey.kind === "fromEnvironment" ? null : shortest(adminKey.file);
  const key = file === null ? "$WAYBILL_ADMIN_KEY" : `$(cat ${file})`;
  return `
Waybill listens on ${url}
${keyLines(adminKey, file)}
Try a product and an order for it:

  curl -X PUT ${url}/v1/products/TEA-100 -H "authorization: Bearer ${key}" -H "content-type: application/json" \\
    -d '{"name": "Green tea, 100 g", "unitPrice": {"amount": "4.99", "currency": "EUR"}}'
  curl ${url}/v1/orders -H "authorization: Bearer ${key}" -H "content-type: application/json" \\
    -d '{"contact": {"name": "Ada"}, "lines": [{"sku": "TEA-100", "quantity": 2}], "paymentMethod": "pm_ok"}'

Every operation is described at ${url}/docs, for programs at ${url}/openapi.json. Ctrl-C stops it.
`;
};

const keyLines = (adminKey: AdminKey, file: string | null): string => {
  switch (adminKey.kind) {
    case "made":
      return `The admin key is ${adminKey.token}\nIt is kept in ${file}, and of it the database knows only a hash.\n`;
    case "fromEnvironment":
      return "The admin key is the one that WAYBILL_ADMIN_KEY sets.\n";
    case "known":
      return `The admin key was made at the first start and kept in ${file}; WAYBILL_ADMIN_KEY sets another one.\n`;
  }
};

/** As it is typed in this folder. */
const shortest = (file: string): string => {
  const here = relative(process.cwd(), file);
  return here.startsWith("..") ? file : here;
};
