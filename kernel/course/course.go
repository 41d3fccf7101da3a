// Package course is the table of the lessons: their order, where their files lie, and what they
// cost to run.
//
// Whatever needs to know which lessons there are asks this table: the builder of notebooks, the
// doctor, the README's test. A lesson exists when it stands here; a folder below lessons/ that does
// not is a mistake.
//
// Non-goals: what a lesson says (lessons/NN_slug/lesson.md) and how an exercise is graded.
package course

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Lesson is one row of the table.
type Lesson struct {
	Number    int
	Slug      string
	Title     string        // the first heading of the lesson, without its number
	Exercises []string      // folders below exercises/, in the order in which the lesson asks for them
	Reading   time.Duration // what a person takes to read it, think and try, the computer's work aside
	Cost      float64       // what running all of it costs, in training steps of lesson 03's GAN
}

// Lessons returns the table, in the order of the course. Numbers are those of the curriculum, so
// they have gaps.
func Lessons() []Lesson {
	return []Lesson{
		{Number: 0, Slug: "start", Title: "Start here", Reading: 30 * time.Minute, Cost: 550},
		{Number: 1, Slug: "minimax", Title: "The minimax game", Exercises: []string{"ex01_minimax"}, Reading: 60 * time.Minute, Cost: 700},
		{Number: 2, Slug: "toy2d", Title: "Points in the plane", Exercises: []string{"ex02_toy2d"}, Reading: 60 * time.Minute, Cost: 3000},
		{Number: 3, Slug: "mnist", Title: "Handwritten digits", Exercises: []string{"ex03_mnist"}, Reading: 60 * time.Minute, Cost: 10000},
		{Number: 4, Slug: "watching", Title: "Watching a training", Exercises: []string{"ex04_watching"}, Reading: 60 * time.Minute, Cost: 3000},
		{Number: 5, Slug: "dcgan", Title: "Faces", Exercises: []string{"ex05_dcgan"}, Reading: 60 * time.Minute, Cost: 22000},
		{Number: 6, Slug: "measuring", Title: "How good is it?", Exercises: []string{"ex06_measuring"}, Reading: 60 * time.Minute, Cost: 7000},
		{Number: 7, Slug: "wgan_gp", Title: "A distance that teaches", Exercises: []string{"ex07_wgan_gp"}, Reading: 60 * time.Minute, Cost: 6000},
		{Number: 8, Slug: "stylegan", Title: "From noise to style", Exercises: []string{"ex08_stylegan"}, Reading: 70 * time.Minute, Cost: 9000},
		{Number: 9, Slug: "conditional", Title: "Which digit do you want?", Exercises: []string{"ex09_conditional"}, Reading: 60 * time.Minute, Cost: 6000},
		{Number: 10, Slug: "r3gan", Title: "What can go?", Reading: 40 * time.Minute, Cost: 5000},
	}
}

// Name is the lesson's number and slug, such as "03_mnist": the name of its folder and of its
// notebook.
func (l Lesson) Name() string { return fmt.Sprintf("%02d_%s", l.Number, l.Slug) }

// Source is the lesson's text, as a slash-separated path in the clone.
func (l Lesson) Source() string { return path.Join("lessons", l.Name(), "lesson.md") }

// Notebook is the page that is generated from it.
func (l Lesson) Notebook() string { return path.Join("notebooks", l.Name()+".ipynb") }

// Time is how long the computer works on the lesson when one training step of lesson 03's GAN takes
// step.
func (l Lesson) Time(step time.Duration) time.Duration {
	return time.Duration(l.Cost * float64(step))
}

// Find returns the lesson that a user means by its number, its slug or both: "3", "03", "mnist" or
// "03_mnist".
func Find(name string) (Lesson, error) {
	var names []string
	for _, l := range Lessons() {
		number, err := strconv.Atoi(name)
		if name == l.Name() || name == l.Slug || err == nil && number == l.Number {
			return l, nil
		}
		names = append(names, l.Name())
	}
	return Lesson{}, fmt.Errorf("there is no lesson %q; there are %s", name, strings.Join(names, ", "))
}

// After returns the lesson that follows the one that asks for an exercise, given by its folder;
// false after the last.
func After(exercise string) (Lesson, bool) {
	lessons := Lessons()
	for i, l := range lessons[:len(lessons)-1] {
		if slices.Contains(l.Exercises, exercise) {
			return lessons[i+1], true
		}
	}
	return Lesson{}, false
}
