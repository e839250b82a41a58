import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Access } from "./access/access.ts";
import type { Config } from "./config.ts";

/** What the person who started it is to know about the admin key. */
export type AdminKey =
  | { readonly kind: "made"; readonly token: string; readonly file: string }
  | { readonly kind: "fromEnvironment" }
  /** There was one already. */
  | { readonly kind: "known"; readonly file: string };

/** Makes sure that there is an admin key: the one that the environment sets, or on the first start a new one, which is kept in a file. */
export const ensureAdminKey = async (access: Access, { adminKey, dataDir }: Pick<Config, "adminKey" | "dataDir">): Promise<AdminKey> => {
  const file = join(dataDir, "admin.key");
  if (adminKey !== null) {
    await access.adminKeyFromEnvironment(adminKey);
    await keep(file, adminKey);
    return { kind: "fromEnvironment" };
  }
  const token = await access.firstAdminKey((made) => keep(file, made));
  return token === null ? { kind: "known", file } : { kind: "made", token, file };
};

/** Readable by its owner alone. */
const keep = async (file: string, token: string): Promise<void> => {
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  // The mode above counts only for a file that was not there.
  await chmod(file, 0o600);
};
