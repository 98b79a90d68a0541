import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** As it is written: './log.ts', 'yjs', 'node:fs', './picture.svg?url'. */
  specifier: string;
  /** Erased before anything runs. */
  isType: boolean;
}

export interface Module {
  /** From the project's folder, with slashes: src/sync/log.ts */
  path: string;
  imports: Import[];
  /** Does nothing but hand on what other files export. */
  isBarrel: boolean;
}

const CODE = /\.(ts|mjs|js|svelte|css)$/;

/** Reads the code under some folders of a project. */
export function readModules(project: string, folders: string[]): Module[] {
  return folders
    .flatMap((folder) => filesUnder(join(project, folder)).map((file) => posix.join(folder, file)))
    .filter((path) => CODE.test(path) && !path.endsWith('.d.ts'))
    .map((path) => parseModule(path, readFileSync(join(project, path), 'utf8')));
}

function filesUnder(folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      // A benchmark's peers bring their packages into a folder of their own.
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      )
      .sort()
  );
}

export function parseModule(path: string, text: string): Module {
  if (path.endsWith('.css')) return { path, imports: cssImports(text), isBarrel: false };
  if (path.endsWith('.svelte')) return { path, imports: svelteImports(text), isBarrel: false };
  const source = parse(text);
  return { path, imports: scriptImports(source), isBarrel: isBarrel(source) };
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('module.ts', text, ts.ScriptTarget.ES2022);
}

/** A component's scripts, and what its markup loads by itself: {#await import('./Editor.svelte')}. */
function svelteImports(text: string): Import[] {
  const inScripts: Import[] = [];
  const markup = text.replace(/<script\b[^>]*>([\s\S]*?)<\/script>/g, (_, script: string) => {
    inScripts.push(...scriptImports(parse(script)));
    return '';
  });
  const inMarkup = [...markup.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => value(match[1]!));
  return [...inScripts, ...inMarkup];
}

function cssImports(text: string): Import[] {
  return [...text.matchAll(/@import\s+(?:url\()?['"]([^'"]+)['"]/g)].map((match) => value(match[1]!));
}

const value = (specifier: string): Import => ({ specifier, isType: false });

function scriptImports(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) found.push({ specifier, isType: isTypeOnly(node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? literal(node.arguments[0]) : undefined;
}

function literal(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : [];
  return !clause.name && names.length > 0 && names.every((name) => name.isTypeOnly);
}

function isBarrel(source: ts.SourceFile): boolean {
  const isHandedOn = (node: ts.Statement) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
  return source.statements.length > 0 && source.statements.every(isHandedOn);
}
