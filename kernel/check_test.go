package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gophergan/kernel/check"
)

// exerciseClone is a clone with one exercise, whose test only says what it is told to, and changes
// into it.
func exerciseClone(t *testing.T) (say func(state string)) {
	t.Helper()
	clone := t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(clone, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module gophergan\n\ngo 1.26\n")
	write("kernel/main.go", "package main\n")
	write("solutions/ex01_tiny/square.go", "package tiny\n\nvar reference = true\n")
	write("exercises/ex01_tiny/README.md", "# Exercise 01 · Tiny things\n\n## Square · 2 points\n\n"+
		"<details><summary>Hint 1</summary>\n\nmultiply\n\n</details>\n<details><summary>Hint 2</summary>\n\nx by x\n\n</details>\n")
	write("exercises/ex01_tiny/tiny_test.go", "package tiny\n\nimport \"testing\"\n\nfunc TestSquare(t *testing.T) {\n"+
		"\tt.Attr(\"exercise\", `1/1 {\"function\":\"Square\",\"case\":\"x is "+
		"3\",\"points\":2,\"state\":\"`+state+`\",\"cause\":\"it is no sum\"}`)\n"+
		"\tif state == \"wrong\" {\n\t\tt.Fail()\n\t}\n}\n")
	say = func(state string) {
		write("exercises/ex01_tiny/square.go", "package tiny\n\nconst state = \""+state+"\"\n")
	}
	say("todo")
	t.Chdir(clone)
	return say
}

func tryCheck(args ...string) (string, error) {
	var out bytes.Buffer
	err := Run(context.Background(), append([]string{"check"}, args...), strings.NewReader(""), &out, &out)
	return out.String(), err
}

func TestCheck(t *testing.T) {
	say := exerciseClone(t)
	for _, step := range []struct {
		state, args, want, fails string
	}{
		{"todo", "", "todo   0 of 2  Square", ""},
		{"", "ex01 --reference", "", "no function here is right yet"},
		{"", "1 --hint", "Square, hint 1 of 2: multiply\n", ""},
		{"", "tiny square --hint", "Square, hint 2 of 2: x by x\n", ""},
		{"wrong", "", "likely   it is no sum", "one of your answers is not right yet"},
		{"", "ex02", "", `there is no exercise "ex02"`},
		{"", "ex01 cube", "", `ex01_tiny has no function "cube"`},
		{"", "--json --hint", "", "none of the others can be"},
		{"right", "ex01 square", "2 of  2 points", ""},
		{"", "--reference", "var reference = true", ""},
		{"", "--hint", "", "there is no need for a hint"},
		{"todo", "", "(it was right on 20", ""},
		{`" + y + "`, "", "undefined: y", "one of your answers is not right yet"},
	} {
		if step.state != "" {
			say(step.state)
		}
		out, err := tryCheck(strings.Fields(step.args)...)
		if !strings.Contains(out, step.want) {
			t.Errorf("%s check %s: no %q in\n%s", step.state, step.args, step.want, out)
		}
		if (err != nil) != (step.fails != "") || err != nil && !strings.Contains(err.Error(), step.fails) {
			t.Errorf("%s check %s: %v, want %q", step.state, step.args, err, step.fails)
		}
	}
}

func TestCheckJSON(t *testing.T) {
	exerciseClone(t)("wrong")
	var out bytes.Buffer // alone: on a busy machine the compiler's patience is asked for on stderr
	err := Run(t.Context(), []string{"check", "--json"}, nil, &out, io.Discard)
	var reports []check.Report
	if e := json.Unmarshal(out.Bytes(), &reports); e != nil || err == nil || len(reports) != 1 ||
		reports[0].Results[0].Outcomes[0].Case != "x is 3" {
		t.Errorf("%v, %v, %+v", err, e, reports)
	}
}

// safe is a buffer that one goroutine writes and another reads.
type safe struct {
	sync.Mutex
	bytes.Buffer
}

func (s *safe) Write(p []byte) (int, error) {
	s.Lock()
	defer s.Unlock()
	return s.Buffer.Write(p)
}

func (s *safe) String() string {
	s.Lock()
	defer s.Unlock()
	return s.Buffer.String()
}

func TestCheckWatches(t *testing.T) {
	say := exerciseClone(t)
	ctx, cancel := context.WithCancel(t.Context())
	out, done := &safe{}, make(chan error, 1)
	go func() { done <- Run(ctx, []string{"check", "--watch"}, strings.NewReader(""), out, out) }()
	for _, state := range []string{"todo", "wrong", "right"} {
		say(state)
		for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(out.String(),
			"  "+state); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s was saved, and is not seen in\n%s", state, out)
			}
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Ctrl-C is an error: %v", err)
	}
}
