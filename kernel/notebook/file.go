package notebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"gophergan/kernel/lab"
	"gophergan/kernel/wholefile"
)

// File is a notebook as it is stored.
type File struct {
	Cells    []FileCell     `json:"cells"`
	Metadata map[string]any `json:"metadata"`
	Format   int            `json:"nbformat"`
	Minor    int            `json:"nbformat_minor"`
}

// FileCell is a cell of a notebook. Count and Outputs belong to code.
type FileCell struct {
	ID       string         `json:"id"`
	Type     string         `json:"cell_type"` // "code" or "markdown"
	Source   text           `json:"source"`
	Metadata map[string]any `json:"metadata"`
	Count    *int           `json:"execution_count"` // which execution it was; nil before the first
	Outputs  []Output       `json:"outputs"`
}

// Output is one output of a cell, as nbformat describes it.
type Output map[string]any

// text is a string that the file holds as a list of lines.
type text string

func (t text) MarshalJSON() ([]byte, error) {
	lines := []string{}
	for line := range strings.Lines(string(t)) {
		lines = append(lines, line)
	}
	return encode(lines)
}

func (t *text) UnmarshalJSON(content []byte) error {
	var lines []string
	if err := json.Unmarshal(content, &lines); err == nil {
		*t = text(strings.Join(lines, ""))
		return nil
	}
	var whole string
	err := json.Unmarshal(content, &whole)
	*t = text(whole)
	return err
}

// MarshalJSON gives the keys in order, and those of code only to code.
func (c FileCell) MarshalJSON() ([]byte, error) {
	keys := map[string]any{"id": c.ID, "cell_type": c.Type, "source": c.Source, "metadata": orEmpty(c.Metadata)}
	if c.Type == "code" {
		outputs := c.Outputs
		if outputs == nil {
			outputs = []Output{}
		}
		keys["execution_count"], keys["outputs"] = c.Count, outputs
	}
	return encode(keys)
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// metadata chooses the kernel, so that the notebook opens without a question.
func metadata() map[string]any {
	return map[string]any{
		"kernelspec":    map[string]any{"display_name": lab.KernelTitle, "language": "go", "name": lab.Kernel},
		"language_info": map[string]any{"file_extension": ".go", "mimetype": "text/x-go", "name": "go"},
	}
}

// encode is json.Marshal that leaves <, > and & as they are, like Jupyter.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return out.Bytes(), err
}

// Bytes is the file's content.
func (f *File) Bytes() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(f)
	return out.Bytes(), err
}

// Parse reads the content of a notebook's file; numbers keep their spelling.
func Parse(content []byte) (*File, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var f File
	if err := decoder.Decode(&f); err != nil {
		return nil, fmt.Errorf("this is no notebook: %w", err)
	}
	return &f, nil
}

// Read reads the notebook at path; without a file there it returns nil and no error.
func Read(path string) (*File, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f, err := Parse(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// Write stores the notebook at path and reports whether that changed the file.
func (f *File) Write(path string) (changed bool, err error) {
	content, err := f.Bytes()
	if err != nil {
		return false, err
	}
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return false, nil
	}
	return true, wholefile.Write(path, content)
}
