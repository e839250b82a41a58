import { describeEventLog } from "../testing/event-log-contract.ts";
import { twoPostgresLogs } from "../testing/two-postgres-logs.ts";

describeEventLog("on PostgreSQL", twoPostgresLogs());
