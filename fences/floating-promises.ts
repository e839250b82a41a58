import { relative } from "node:path";
import type { CallExpression, Node, SourceFile } from "typescript/unstable/ast";
import { isBinaryExpression, isCallExpression, isExpressionStatement, isPropertyAccessExpression } from "typescript/unstable/ast/is";
import { API, type Project } from "typescript/unstable/sync";
import type { Finding } from "./finding.ts";

/**
 * Every statement in a project that drops a promise. Biome's own rule says the same in the editor, but it knows no types of
 * `node:` modules and no tagged templates (measured with 2.6.8: `rm(path);` and `` sql`…`; `` go unseen); the compiler does.
 * A promise is what has both `then` and `catch`; a thenable that is merely chained (Fastify's `register`) is none.
 */
export const floatingPromises = (root: string, project: string): readonly Finding[] => {
  const api = new API({ cwd: root });
  try {
    const projects = api.updateSnapshot({ openProjects: [`${root}/${project}`] }).getProjects();
    return projects.flatMap((opened) => opened.rootFiles.flatMap((name) => floatingIn(opened, name, root)));
  } finally {
    api.close();
  }
};

const floatingIn = (project: Project, name: string, root: string): readonly Finding[] => {
  const file = project.program.getSourceFile(name);
  if (file === undefined) return [];
  const dropped = droppedCalls(file);
  const types = project.checker.getTypeAtLocation(dropped);
  return dropped.flatMap((call, index) => {
    const type = types[index];
    const isPromise = type && project.checker.getPropertyOfType(type, "then") && project.checker.getPropertyOfType(type, "catch");
    const message = `${lineOf(file, call)}: ${call.getText(file).slice(0, 60)}`;
    return isPromise ? [{ file: relative(root, name), rule: "floatingPromise", message }] : [];
  });
};

/** What stands alone as a statement, unless it keeps the promise in a variable or says what to do when it fails. */
const droppedCalls = (file: SourceFile): readonly Node[] => {
  const dropped: Node[] = [];
  const visit = (node: Node): void => {
    if (isExpressionStatement(node) && !isKept(node.expression)) dropped.push(node.expression);
    node.forEachChild(visit);
  };
  visit(file);
  return dropped;
};

const isKept = (node: Node): boolean =>
  (isCallExpression(node) && handlesFailure(node)) ||
  (isBinaryExpression(node) && /^(?:\?\?|\|\||&&)?=$/.test(node.operatorToken.getText()));

const handlesFailure = ({ expression, arguments: given }: CallExpression): boolean =>
  isPropertyAccessExpression(expression) &&
  ((expression.name.text === "catch" && given.length === 1) || (expression.name.text === "then" && given.length === 2));

const lineOf = (file: SourceFile, node: Node): number => file.text.slice(0, node.getStart(file)).split("\n").length;
