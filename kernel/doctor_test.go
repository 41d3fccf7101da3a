package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/zoo/gan"
)

// sickRun writes a run in which D is always right.
func sickRun(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sick<run")
	var history strings.Builder
	for step := 10; step <= 400; step += 10 {
		fmt.Fprintf(&history,
			`{"step":%d,"epoch":1,"values":[{"name":"loss D","value":0.01},{"name":"loss G","value":6},{"name":"accuracy D","value":1}]}`+
				"\n", step)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	sick := gan.Paper()
	sick.Dropout, sick.AdamD.LearningRate = 0, 0.006
	paper, err := json.Marshal(sick) // of a version whose recipes said nothing of themselves
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"config.json":   fmt.Sprintf(`{"recipe":"gan","paper":%s,"data":"digits","train":{"seed":1}}`, paper),
		"history.jsonl": history.String(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func diagnosed(args ...string) (string, error) {
	var out bytes.Buffer
	err := Run(context.Background(), append([]string{"doctor"}, args...), nil, &out, &out)
	return out.String(), err
}

func TestDoctorOfARun(t *testing.T) {
	dir := sickRun(t)
	out, err := diagnosed(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"400 steps: D too strong", "D is right in 100 % of the cases", "--set adam_d.learning_rate=0.002",
		"--set dropout=0.3", "no probes"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestDoctorOfARunAsJSON(t *testing.T) {
	out, err := diagnosed(sickRun(t), "--json")
	if err != nil {
		t.Fatal(err)
	}
	var report doctor.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	if report.Verdict != doctor.TooStrong || len(report.Findings) != 1 || len(report.Findings[0].Evidence[0].Values) != 40 {
		t.Errorf("%+v", report)
	}
}

func TestDoctorOfARunAsAPage(t *testing.T) {
	dir, page := sickRun(t), filepath.Join(t.TempDir(), "report.html")
	out, err := diagnosed(dir, "--out", page)
	if err != nil || !strings.Contains(out, page) {
		t.Fatal(out, err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for want, n := range map[string]int{"<svg": 2, "<h2>D too strong": 1, "<code>--set dropout=0.3</code>": 1, "sick&lt;run": 2,
		"sick<run": 0, "limit": 2} {
		if got := strings.Count(string(text), want); got != n {
			t.Errorf("%q stands %d times on the page, want %d", want, got, n)
		}
	}
}

func TestDoctorOfARunExplainsMistakes(t *testing.T) {
	young := t.TempDir()
	if err := os.WriteFile(filepath.Join(young, "config.json"), []byte(`{"recipe":"gan"}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"is not a run":          {t.TempDir()},
		"train some steps":      {young},
		"ends in .html":         {sickRun(t), "--out", "x.png"},
		"name the run":          {"--out", "x.html"},
		"accepts at most 1 arg": {"a", "b"},
	} {
		if out, err := diagnosed(args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("doctor %q: error %v, want one with %q\n%s", args, err, want, out)
		}
	}
	if out, err := diagnosed("-h"); err != nil || !strings.Contains(out, "what the run suffers from") {
		t.Errorf("-h: %v\n%s", err, out)
	}
}
