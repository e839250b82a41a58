import { describeCommandHandling } from "../testing/command-handling-contract.ts";
import { twoPostgresLogs } from "../testing/two-postgres-logs.ts";

describeCommandHandling("on PostgreSQL", twoPostgresLogs());
