package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"go.lsp.dev/jsonrpc2"
	lsp "go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// goplsEnv names the socket of the gopls that all notebooks of a lab share. Without it names are
// not completed.
const goplsEnv = "GOPHERGAN_GOPLS"

// helper completes names and says what they are, by asking gopls about a cell and the declarations
// of those before it.
//
// GoNB can do this too, by a gopls of its own for each notebook. It connects to that 12 seconds
// after its start, answers only while no cell runs, and runs goimports before each question, so
// that the answer comes after JupyterLab has given up. Here the cell is a file that only gopls
// sees, in the folder of the notebooks, and so in the course's module.
type helper struct {
	clone    string
	address  string
	packages map[string]string // the course's packages by name
	log      io.Writer

	turn   chan struct{} // holds one value while nobody asks
	conn   jsonrpc2.Conn // nil: not connected
	opened map[uri.URI]document

	mu     sync.Mutex
	before declarations
}

// document is a file as gopls was told it.
type document struct {
	version int32
	text    string
}

// An answer may take as long as JupyterLab waits for it. The first one finds gopls cold, and nobody
// waits for it.
const (
	longest = 8 * time.Second
	coldest = 2 * time.Minute
)

func newHelper(clone string, log io.Writer) *helper {
	h := &helper{
		clone: clone, address: os.Getenv(goplsEnv), packages: coursePackages(clone), log: log,
		turn: make(chan struct{}, 1), before: declarations{},
	}
	h.turn <- struct{}{}
	return h
}

// warm connects to gopls as soon as there is one, and has it read what cells import while the
// learner reads the first lines.
func (h *helper) warm(ctx context.Context) {
	if h.address == "" {
		return
	}
	for {
		const code = "%%\nshow."
		var list lsp.CompletionList
		err := h.askWithin(coldest, code, len(code), lsp.MethodTextDocumentCompletion, &list)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Second):
		}
	}
}

// learn keeps the declarations of a cell that was executed.
func (h *helper) learn(c cell) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.before.add(c)
}

// known are the declarations so far.
func (h *helper) known() declarations {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.before)
}

// question is the content of a request about a place in a cell.
type question struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor_pos"` // in characters
}

type completion struct {
	Status   string         `json:"status"`
	Matches  []string       `json:"matches"`
	Start    int            `json:"cursor_start"`
	End      int            `json:"cursor_end"`
	Metadata map[string]any `json:"metadata"`
}

// match is what JupyterLab shows of a name beside the name.
type match struct {
	Text      string `json:"text"`
	Type      string `json:"type"`
	Signature string `json:"signature"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
}

// complete answers a complete_request.
func (h *helper) complete(content json.RawMessage) any {
	var q question
	json.Unmarshal(content, &q)
	reply := completion{Status: "ok", Matches: []string{}, Start: q.Cursor, End: q.Cursor, Metadata: map[string]any{}}
	items, err := h.items(q.Code, q.Cursor)
	if err != nil {
		fmt.Fprintln(h.log, "gophergan-kernel: completion:", err)
		return reply
	}
	reply.Start = q.Cursor - len([]rune(word(q.Code, q.Cursor)))
	matches := []match{}
	for _, item := range items {
		if name := item.Label; !slices.Contains(reply.Matches, name) && !isTest(item) {
			reply.Matches = append(reply.Matches, name)
			matches = append(matches, match{name, kindNames[item.Kind], item.Detail, reply.Start, reply.End})
		}
	}
	reply.Metadata["_jupyter_types_experimental"] = matches
	return reply
}

var kindNames = map[lsp.CompletionItemKind]string{
	lsp.CompletionItemKindFunction: "function", lsp.CompletionItemKindMethod: "method", lsp.CompletionItemKindField: "field",
	lsp.CompletionItemKindVariable: "variable", lsp.CompletionItemKindConstant: "constant", lsp.CompletionItemKindStruct: "type",
	lsp.CompletionItemKindInterface: "type", lsp.CompletionItemKindClass: "type", lsp.CompletionItemKindModule: "module",
	lsp.CompletionItemKindKeyword: "keyword",
}

var testName = regexp.MustCompile(`^(Test|Benchmark|Fuzz|Example)([^a-z]|$)`)

func isTest(item lsp.CompletionItem) bool {
	return item.Kind == lsp.CompletionItemKindFunction && testName.MatchString(item.Label)
}

// word is the part of a name that stands before the cursor.
func word(code string, cursor int) string {
	runes := []rune(code)
	end := min(max(cursor, 0), len(runes))
	begin := end
	for begin > 0 && isNameRune(runes[begin-1]) {
		begin--
	}
	return string(runes[begin:end])
}

func (h *helper) items(code string, cursor int) ([]lsp.CompletionItem, error) {
	var list lsp.CompletionList
	err := h.ask(code, cursor, lsp.MethodTextDocumentCompletion, &list)
	return list.Items, err
}

type inspection struct {
	Status   string            `json:"status"`
	Found    bool              `json:"found"`
	Data     map[string]string `json:"data"`
	Metadata map[string]any    `json:"metadata"`
}

// inspect answers an inspect_request: by what stands under the cursor, or by the function whose
// arguments surround it.
func (h *helper) inspect(content json.RawMessage) any {
	var q question
	json.Unmarshal(content, &q)
	reply := inspection{Status: "ok", Data: map[string]string{}, Metadata: map[string]any{}}
	text, err := h.describe(q)
	if err != nil {
		fmt.Fprintln(h.log, "gophergan-kernel: inspection:", err)
	}
	if text != "" {
		reply.Found = true
		reply.Data = map[string]string{"text/markdown": text, "text/plain": text}
	}
	return reply
}

// describe says what the name at the cursor is, and elsewhere which function the arguments at the
// cursor are for.
func (h *helper) describe(q question) (string, error) {
	if !atName(q.Code, q.Cursor) {
		return h.describeCall(q)
	}
	var hover *lsp.Hover
	if err := h.ask(q.Code, q.Cursor, lsp.MethodTextDocumentHover, &hover); err != nil || hover == nil {
		return "", err
	}
	return hover.Contents.Value, nil
}

func (h *helper) describeCall(q question) (string, error) {
	var call *lsp.SignatureHelp
	err := h.ask(q.Code, q.Cursor, lsp.MethodTextDocumentSignatureHelp, &call)
	if err != nil || call == nil || len(call.Signatures) == 0 {
		return "", err
	}
	text := "```go\nfunc " + call.Signatures[0].Label + "\n```"
	if doc, ok := call.Signatures[0].Documentation.(map[string]any); ok {
		text += fmt.Sprintf("\n\n%v", doc["value"])
	}
	return text, nil
}

// ask puts a question about a place in a cell.
func (h *helper) ask(code string, cursor int, method string, result any) error {
	return h.askWithin(longest, code, cursor, method, result)
}

func (h *helper) askWithin(limit time.Duration, code string, cursor int, method string, result any) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	select {
	case <-h.turn:
		defer func() { h.turn <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	c := readCell(code)
	line, column := placeOf(code, cursor)
	if c.isGo && isCommand(c.lines[line]) || !c.isGo && (!strings.HasSuffix(c.path, ".go") || line == 0) {
		return nil // GoNB's own commands, other languages
	}
	if err := h.connect(ctx); err != nil {
		return err
	}
	file, done, err := h.show(ctx, c)
	if err != nil {
		return err
	}
	defer done()
	if c.isGo {
		line++ // the line with what a file needs besides
	} else {
		line-- // that of %%writefile
	}
	_, err = h.conn.Call(ctx, method, lsp.TextDocumentPositionParams{
		TextDocument: lsp.TextDocumentIdentifier{URI: file},
		Position:     lsp.Position{Line: uint32(line), Character: uint32(column)},
	}, result)
	return err
}

// placeOf is the line of a cursor, and its column in units of UTF-16, as gopls counts.
func placeOf(code string, cursor int) (line, column int) {
	runes := []rune(code)
	for _, r := range runes[:min(max(cursor, 0), len(runes))] {
		if r == '\n' {
			line, column = line+1, 0
		} else {
			column += utf16.RuneLen(r)
		}
	}
	return line, column
}

// show gives gopls the cell, as a file.
func (h *helper) show(ctx context.Context, c cell) (file uri.URI, done func(), err error) {
	if !c.isGo {
		path, err := filepath.Abs(c.path)
		if err != nil {
			return "", nil, err
		}
		file := uri.File(path)
		close := func() { h.close(ctx, file) } // what the file itself holds counts again
		return file, close, h.open(ctx, file, strings.Join(c.lines[1:], "\n")+"\n")
	}
	before := h.known()
	if err := h.open(ctx, h.overlay("before"), before.source(c)); err != nil {
		return "", nil, err
	}
	file = h.overlay("cell")
	return file, func() {}, h.open(ctx, file, c.source(imports(c, before, h.packages)))
}

// overlay is a file that exists only for gopls. Notebooks differ in the numbers of their processes.
func (h *helper) overlay(name string) uri.URI {
	return uri.File(filepath.Join(h.clone, "notebooks", fmt.Sprintf("%s_%d.go", name, os.Getpid())))
}

// open tells gopls the content of a file.
func (h *helper) open(ctx context.Context, file uri.URI, text string) error {
	was := h.opened[file]
	if was.version > 0 && was.text == text {
		return nil
	}
	version := was.version + 1
	h.opened[file] = document{version, text}
	if version == 1 {
		return h.conn.Notify(ctx, lsp.MethodTextDocumentDidOpen, lsp.DidOpenTextDocumentParams{
			TextDocument: lsp.TextDocumentItem{URI: file, LanguageID: "go", Version: version, Text: text},
		})
	}
	return h.conn.Notify(ctx, lsp.MethodTextDocumentDidChange, lsp.DidChangeTextDocumentParams{
		TextDocument: lsp.VersionedTextDocumentIdentifier{TextDocumentIdentifier: lsp.TextDocumentIdentifier{URI: file},
			Version: version},
		ContentChanges: []lsp.TextDocumentContentChangeEvent{{Text: text}},
	})
}

func (h *helper) close(ctx context.Context, file uri.URI) {
	delete(h.opened, file)
	h.conn.Notify(ctx, lsp.MethodTextDocumentDidClose,
		lsp.DidCloseTextDocumentParams{TextDocument: lsp.TextDocumentIdentifier{URI: file}})
}

// goplsOptions keep gopls small: only the files of cells are looked at, with what they import, and
// nothing is checked that nobody reads.
var goplsOptions = map[string]any{
	"expandWorkspaceToModule": false,
	"diagnosticsTrigger":      "Save",
	"staticcheck":             false,
	"vulncheck":               "Off",
	"deepCompletion":          false,
	"matcher":                 "CaseInsensitive",
	"completionBudget":        "2s",
}

// connect connects to gopls, anew after it was started anew.
func (h *helper) connect(ctx context.Context) error {
	if h.conn != nil {
		select {
		case <-h.conn.Done():
			h.conn = nil
		default:
			return nil
		}
	}
	if h.address == "" {
		return errors.New("$" + goplsEnv + " is not set")
	}
	var dialer net.Dialer
	socket, err := dialer.DialContext(ctx, "unix", h.address)
	if err != nil {
		return err
	}
	conn := jsonrpc2.NewConn(jsonrpc2.NewStream(socket))
	conn.Go(context.Background(), func(ctx context.Context, reply jsonrpc2.Replier, _ jsonrpc2.Request) error {
		return reply(ctx, nil, nil) // what gopls wants to know or to tell
	})
	folder := uri.File(filepath.Join(h.clone, "notebooks"))
	var result json.RawMessage
	if _, err := conn.Call(ctx, lsp.MethodInitialize, map[string]any{
		"processId": os.Getpid(), "capabilities": map[string]any{
			"textDocument": map[string]any{
				"hover":         map[string]any{"contentFormat": []string{"markdown"}},
				"signatureHelp": map[string]any{"signatureInformation": map[string]any{"documentationFormat": []string{"markdown"}}},
			},
		},
		"initializationOptions": goplsOptions,
		"workspaceFolders":      []lsp.WorkspaceFolder{{URI: string(folder), Name: "notebooks"}},
	}, &result); err != nil {
		conn.Close()
		return err
	}
	h.conn, h.opened = conn, map[uri.URI]document{}
	return conn.Notify(ctx, lsp.MethodInitialized, lsp.InitializedParams{})
}
