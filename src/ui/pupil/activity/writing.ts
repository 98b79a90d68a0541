import { baseKeymap } from 'prosemirror-commands';
import { keymap } from 'prosemirror-keymap';
import { Schema } from 'prosemirror-model';
import { EditorState, Plugin } from 'prosemirror-state';
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view';
import { redo, undo, ySyncPlugin, yUndoPlugin, yUndoPluginKey } from 'y-prosemirror';
import type * as Y from 'yjs';

/** Paragraphs of plain text: all that a beginning writer needs, and all that a work's page may hold. */
export const pageSchema = new Schema({
  nodes: {
    doc: { content: 'paragraph+' },
    paragraph: { content: 'text*', group: 'block', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    text: {},
  },
});

export interface WritingOptions {
  readonly label: () => string;
  readonly placeholder: () => string;
  readonly editable: () => boolean;
  /** Called after each change with what could be taken back or put again. */
  readonly onchange: (history: { undo: boolean; redo: boolean }) => void;
}

/** Marks an edit of this page that no key made: it is taken back like typed ones. */
const BY_HAND = Symbol('by hand');

export interface Writing {
  undo(): void;
  redo(): void;
  /** Makes an edit of the page that can be taken back in one go. */
  change(edit: (page: Y.XmlFragment) => void): void;
  /** Reads `label`, `placeholder` and `editable` again. */
  refresh(): void;
  close(): void;
}

/** An editor on a page of a work: what is typed goes into `page`, and what friends type comes from it. */
export function writeOn(place: HTMLElement, page: Y.XmlFragment, options: WritingOptions): Writing {
  const state = EditorState.create({
    schema: pageSchema,
    plugins: [
      ySyncPlugin(page),
      yUndoPlugin({ trackedOrigins: [BY_HAND] }),
      keymap({ 'Mod-z': undo, 'Mod-y': redo, 'Mod-Shift-z': redo }),
      keymap(baseKeymap),
      placeholder(options.placeholder),
    ],
  });
  const view: EditorView = new EditorView(place, {
    state,
    editable: options.editable,
    attributes: () => ({
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': options.label(),
      spellcheck: 'false',
    }),
  });
  const history = undoManagerOf(view);
  const tell = () =>
    options.onchange({ undo: (history?.undoStack.length ?? 0) > 0, redo: (history?.redoStack.length ?? 0) > 0 });
  for (const happening of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const)
    history?.on(happening, tell);
  return {
    undo: () => run(view, undo),
    redo: () => run(view, redo),
    change: (edit) => {
      history?.stopCapturing();
      page.doc?.transact(() => edit(page), BY_HAND);
      history?.stopCapturing();
      view.focus();
    },
    refresh: () => view.setProps({}),
    close: () => view.destroy(),
  };
}

function run(view: EditorView, command: typeof undo): void {
  command(view.state);
  view.focus();
}

const undoManagerOf = (view: EditorView): Y.UndoManager | undefined =>
  (yUndoPluginKey.getState(view.state) as { undoManager: Y.UndoManager } | undefined)?.undoManager;

/** The words of an empty page. */
function placeholder(words: () => string): Plugin {
  return new Plugin({
    props: {
      decorations({ doc }) {
        const first = doc.firstChild;
        if (doc.childCount > 1 || !first || first.content.size > 0) return null;
        return DecorationSet.create(doc, [
          Decoration.node(0, first.nodeSize, { class: 'empty', 'data-placeholder': words() }),
        ]);
      },
    },
  });
}
