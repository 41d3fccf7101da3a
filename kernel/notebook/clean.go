package notebook

import (
	"regexp"
	"strings"
)

// place is a folder of this machine, and what stands for it in a notebook.
type place struct{ path, name string }

// clean leaves of the outputs what a reader sees and what is the same on every machine. Paths are
// replaced in the order of places, so a folder inside of another one comes first.
func (f *File) clean(places []place) {
	executed := 0
	for i := range f.Cells {
		cell := &f.Cells[i]
		if cell.Count != nil {
			executed++
			count := executed
			cell.Count = &count
		}
		cell.Outputs = cleanOutputs(cell.Outputs, places)
	}
}

func cleanOutputs(outputs []Output, places []place) []Output {
	var cleaned []Output
	for _, o := range outputs {
		delete(o, "transient")
		if o.isEmpty() {
			continue
		}
		if n := len(cleaned); n > 0 && o.continues(cleaned[n-1]) {
			cleaned[n-1]["text"] = cleaned[n-1].text() + o.text()
			continue
		}
		cleaned = append(cleaned, o)
	}
	for _, o := range cleaned {
		o.cleanTexts(places)
	}
	return cleaned
}

// fileWritten is what GoNB answers to a cell with %%writefile, on the standard error, which pages
// paint red.
var fileWritten = regexp.MustCompile(`^Cell contents written to "[^"]*"\.\n$`)

// isEmpty reports whether nothing of the output is left in a saved notebook: the script and the
// hollow element of a live display, which have done their work, and the news that a file was
// written.
func (o Output) isEmpty() bool {
	if o["name"] == "stderr" && fileWritten.MatchString(o.text()) {
		return true
	}
	data, ok := o["data"].(map[string]any)
	if !ok {
		return false
	}
	for mime, content := range data {
		words, isText := joined(content)
		hollow := mime == "application/javascript" || mime == "text/html" && hollowHTML.MatchString(words)
		if !hollow && (!isText || strings.TrimSpace(words) != "") {
			return false
		}
	}
	return true
}

// hollowHTML matches HTML that shows nothing: scripts and empty elements.
var hollowHTML = regexp.MustCompile(`(?s)^\s*(<script\b.*</script>|<(div|span)\b[^>]*>\s*</(div|span)>|\s)*\s*$`)

// continues reports whether both are text on the same stream; where one ends and the next begins is
// chance.
func (o Output) continues(before Output) bool {
	return o["output_type"] == "stream" && before["output_type"] == "stream" && o["name"] == before["name"]
}

func (o Output) text() string {
	words, _ := joined(o["text"])
	return words
}

// joined is a string that nbformat may hold as a list of lines, and whether v is one.
func joined(v any) (words string, isText bool) {
	switch v := v.(type) {
	case text:
		return string(v), true
	case string:
		return v, true
	case []any:
		var all strings.Builder
		for _, line := range v {
			s, _ := line.(string)
			all.WriteString(s)
		}
		return all.String(), true
	}
	return "", false
}

// cleanTexts rewrites the words of an output, in the form that nbformat stores them: lists of
// lines.
func (o Output) cleanTexts(places []place) {
	if o["output_type"] == "stream" {
		o["text"] = text(portable(withoutOverwritten(o.text()), places))
	}
	data, _ := o["data"].(map[string]any)
	for mime, content := range data {
		if s, isText := joined(content); isText && (strings.HasPrefix(mime, "text/") || mime == "image/svg+xml") {
			data[mime] = text(portable(s, places))
		}
	}
}

// gonbFolder is where GoNB keeps the program of a cell; its last letters are random.
var gonbFolder = regexp.MustCompile(`\S*/gonb_[0-9a-f]{8}\b`)

// portable takes the paths of this machine out of a text.
func portable(s string, places []place) string {
	s = gonbFolder.ReplaceAllString(s, "/tmp/gonb")
	for _, p := range places {
		if len(p.path) > 1 {
			s = strings.ReplaceAll(s, p.path, p.name)
		}
	}
	return s
}

// withoutOverwritten drops what a carriage return overwrote, such as the earlier states of a
// progress bar.
func withoutOverwritten(s string) string {
	lines := strings.SplitAfter(s, "\n")
	for i, line := range lines {
		body := strings.TrimRight(line, "\r\n")
		if at := strings.LastIndexByte(body, '\r'); at >= 0 {
			lines[i] = line[at+1:]
		}
	}
	return strings.Join(lines, "")
}
