import { describeAuditStore } from "../testing/audit-store-contract.ts";
import { createMemoryAudit } from "./memory-audit.ts";

describeAuditStore("the audit in memory", async () => {
  const audit = createMemoryAudit();
  return [audit, audit];
});
