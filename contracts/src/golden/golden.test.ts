import { describeGolden } from "@waybill/kernel/testing/golden-contracts";
import { publishedLanguage } from "../published-language.ts";

describeGolden(new URL("./", import.meta.url), publishedLanguage);
