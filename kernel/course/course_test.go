package course

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFindTakesNumberSlugOrBoth(t *testing.T) {
	for _, name := range []string{"3", "03", "mnist", "03_mnist"} {
		l, err := Find(name)
		if err != nil || l.Slug != "mnist" {
			t.Errorf("Find(%q) = %v, %v; want lesson 03", name, l, err)
		}
	}
	for _, name := range []string{"", "40", "minstrel", "03_minimax"} {
		if l, err := Find(name); err == nil || !strings.Contains(err.Error(), "03_mnist") {
			t.Errorf("Find(%q) = %v, %v; want an error that lists the lessons", name, l, err)
		}
	}
}

func TestPathsFollowTheName(t *testing.T) {
	l := Lesson{Number: 7, Slug: "wgan_gp"}
	if l.Source() != "lessons/07_wgan_gp/lesson.md" || l.Notebook() != "notebooks/07_wgan_gp.ipynb" {
		t.Errorf("paths %s and %s do not follow from the number and the slug", l.Source(), l.Notebook())
	}
}

func TestTimeIsCostTimesStep(t *testing.T) {
	if got := (Lesson{Cost: 600}).Time(50 * time.Millisecond); got != 30*time.Second {
		t.Errorf("600 steps of 50 ms take %v, want 30 s", got)
	}
}

// The table and the folders must tell the same story: a lesson that is missing on one side cannot be found by a reader.
func TestTableIsInOrderAndComplete(t *testing.T) {
	lessons := Lessons()
	for i, l := range lessons {
		if i > 0 && l.Number <= lessons[i-1].Number {
			t.Errorf("lesson %s stands after %s", l.Name(), lessons[i-1].Name())
		}
		if l.Title == "" || l.Reading <= 0 || l.Cost <= 0 {
			t.Errorf("lesson %s lacks its title, its time or its cost: %+v", l.Name(), l)
		}
		for _, exercise := range l.Exercises {
			if _, err := os.Stat(filepath.Join("..", "..", "exercises", exercise)); err != nil {
				t.Errorf("lesson %s names an exercise that is not there: %v", l.Name(), err)
			}
		}
	}
	folders, err := filepath.Glob(filepath.Join("..", "..", "lessons", "*", "lesson.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		name := filepath.Base(filepath.Dir(folder))
		if !slices.ContainsFunc(lessons, func(l Lesson) bool { return l.Name() == name }) {
			t.Errorf("lessons/%s is not in the table", name)
		}
	}
}

func TestEachLessonBeginsWithItsTitle(t *testing.T) {
	for _, l := range Lessons() {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(l.Source())))
		if err != nil {
			t.Errorf("lesson %s has no text: %v", l.Name(), err)
			continue
		}
		heading, _, _ := strings.Cut(string(text), "\n")
		if !strings.HasPrefix(heading, "# ") || !strings.HasSuffix(heading, l.Title) {
			t.Errorf("lesson %s begins with %q, and the table calls it %q", l.Name(), heading, l.Title)
		}
	}
}

func TestAfterAnExerciseComesTheNextLesson(t *testing.T) {
	if l, ok := After("ex01_minimax"); !ok || l.Slug != "toy2d" {
		t.Errorf("after exercise 01 comes %+v, %t; want lesson 02", l, ok)
	}
	if l, ok := After("ex08_stylegan"); !ok || l.Slug != "conditional" {
		t.Errorf("after exercise 08 comes %+v, %t; want lesson 09", l, ok)
	}
	if l, ok := After("ex09_conditional"); !ok || l.Slug != "r3gan" {
		t.Errorf("after exercise 09 comes %+v, %t; want lesson 10", l, ok)
	}
	if l, ok := After("ex99_none"); ok {
		t.Errorf("after an exercise that there is not comes %s, want nothing", l.Name())
	}
}

// One spelling and one list of words: a reader who meets “learnt” after “learned” looks for a difference.
func TestLessonsAreSpelledAlike(t *testing.T) {
	other := regexp.MustCompile(`(?i)\b(learnt|unlearnt|spelt|spoilt|burnt|dreamt|leapt)\b`)
	texts, err := filepath.Glob(filepath.Join("..", "..", "*", "*", "*.md"))
	if err != nil || len(texts) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	for _, path := range texts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if word := other.FindString(line); word != "" {
				t.Errorf("%s:%d: “%s”; the course writes learned, spelled, spoiled, burned, dreamed, leaped", path, i+1, word)
			}
		}
	}
}
