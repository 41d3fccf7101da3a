package check

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gophergan/kernel/exercise"
)

// Exercise is what the README of one says.
type Exercise struct {
	Slug      string     `json:"exercise"` // of its folder, such as ex01_minimax
	Title     string     `json:"title"`
	Functions []Function `json:"functions"`

	all []Function // also those that Only left out
}

// Only is the exercise with some of its functions.
func (e Exercise) Only(functions ...Function) Exercise {
	e.all, e.Functions = e.asked(), functions
	return e
}

// asked are all functions of the exercise.
func (e Exercise) asked() []Function {
	if e.all != nil {
		return e.all
	}
	return e.Functions
}

// Function is one function to write.
type Function struct {
	Name   string   `json:"function"`
	Points int      `json:"points"`
	Hints  []string `json:"-"`
}

// File is where a learner writes f, as a slash-separated path in the clone.
func (e Exercise) File(f Function) string {
	return path.Join("exercises", e.Slug, exercise.FileOf(f.Name))
}

// Short is the exercise as commands take it, such as ex07.
func (e Exercise) Short() string {
	short, _, _ := strings.Cut(e.Slug, "_")
	return short
}

// Points is how many there are in all.
func (e Exercise) Points() (sum int) {
	for _, f := range e.Functions {
		sum += f.Points
	}
	return sum
}

// Function returns the function that a user means, however it is written.
func (e Exercise) Function(name string) (Function, error) {
	i := slices.IndexFunc(e.Functions, func(f Function) bool { return plain(f.Name) == plain(strings.TrimSuffix(name, ".go")) })
	if i >= 0 {
		return e.Functions[i], nil
	}
	var names []string
	for _, f := range e.Functions {
		names = append(names, f.Name)
	}
	return Function{}, fmt.Errorf("%s has no function %q; it has %s", e.Slug, name, strings.Join(names, ", "))
}

func plain(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// List reads the exercises of a clone, in order.
func List(clone string) ([]Exercise, error) {
	files, err := filepath.Glob(filepath.Join(clone, "exercises", "ex*", "README.md"))
	if err != nil {
		return nil, err
	}
	var all []Exercise
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		all = append(all, parse(filepath.Base(filepath.Dir(file)), string(text)))
	}
	return all, nil
}

// Find returns the exercise that a user means by ex07, 7, wgan_gp or ex07_wgan_gp.
func Find(all []Exercise, name string) (Exercise, error) {
	var slugs []string
	for _, e := range all {
		number, rest, _ := strings.Cut(strings.TrimPrefix(e.Slug, "ex"), "_")
		a, noNumber := strconv.Atoi(strings.TrimPrefix(name, "ex"))
		if b, err := strconv.Atoi(number); name == e.Slug || name == rest || noNumber == nil && err == nil && a == b {
			return e, nil
		}
		slugs = append(slugs, e.Slug)
	}
	return Exercise{}, fmt.Errorf("there is no exercise %q; there are %s", name, strings.Join(slugs, ", "))
}

var (
	heading = regexp.MustCompile(`^# Exercise \d+ · (.+)`)
	section = regexp.MustCompile(`^(\w+) · (\d+) points\n`)
	details = regexp.MustCompile(`(?s)<details><summary>Hint \d+</summary>(.*?)</details>`)
)

// parse reads a README.
func parse(slug, text string) Exercise {
	e := Exercise{Slug: slug, Title: slug}
	if title := heading.FindStringSubmatch(text); title != nil {
		e.Title = title[1]
	}
	for _, part := range strings.Split(text, "\n## ")[1:] {
		head := section.FindStringSubmatch(part)
		if head == nil {
			continue
		}
		f := Function{Name: head[1]}
		f.Points, _ = strconv.Atoi(head[2]) // digits
		for _, hint := range details.FindAllStringSubmatch(part, -1) {
			f.Hints = append(f.Hints, strings.TrimSpace(hint[1]))
		}
		e.Functions = append(e.Functions, f)
	}
	return e
}
