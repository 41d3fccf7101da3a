package grade

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// assign gives each submission the name that its student has on the list of the class. Who is not
// called so is looked for by the other columns, as platforms call folders by names or numbers. What
// fits two students, and two submissions of one, are questions to the instructor.
func assign(list []Submission, people []Person) (notes []string, err error) {
	var errs []error
	owner := map[string]int{} // of the people: which submission is theirs
	var guessed []string
	for i := range list {
		s := &list[i]
		s.Student = s.Name
		fits, guess := candidates(*s, people)
		if len(fits) > 1 {
			errs = append(errs, fmt.Errorf("%q may be of %s; rename it as the column student says", s.shown(), listed(fits, 5)))
		}
		if len(fits) != 1 {
			continue
		}
		if before, twice := owner[fits[0]]; twice {
			errs = append(errs, fmt.Errorf("%q and %q are both of student %q; keep one of them", list[before].shown(), s.shown(), fits[0]))
		}
		owner[fits[0]] = i
		s.Student = fits[0]
		if guess {
			guessed = append(guessed, s.Name+" = "+s.Student)
		}
	}
	if len(guessed) > 0 {
		notes = append(notes,
			"Matched with the list of the class by a name, an e-mail address or a number, not by the column student: "+listed(guessed, 5))
	}
	slices.SortFunc(list, func(a, b Submission) int { return strings.Compare(a.Student, b.Student) })
	return notes, errors.Join(errs...)
}

// candidates are the students that a submission may be of; guess: not by the column student.
func candidates(s Submission, people []Person) (fits []string, guess bool) {
	names := []string{sameStudent(s.Name), sameStudent(s.plainName())}
	for _, p := range people {
		if slices.Contains(names, sameStudent(p.Student)) {
			return []string{p.Student}, false
		}
	}
	for _, p := range people {
		local, _, _ := strings.Cut(p.Email, "@")
		for _, name := range []string{p.Name, p.First + " " + p.Last, p.Last + " " + p.First, p.Last + ", " + p.First, p.Email, local,
			p.ID, p.SISUser, p.SISLogin} {
			if key := sameStudent(name); key != "" && slices.Contains(names, key) {
				fits = append(fits, p.Student)
				break
			}
		}
	}
	return fits, true
}
