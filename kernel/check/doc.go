// Package check tries a learner's functions, says what is right, what is wrong and what is next,
// and remembers it.
//
// It runs the tests of the exercises with the go command and reads the outcomes that package
// exercise sends along. The README of an exercise is where its functions, points and hints stand; a
// test in solutions sees to it that both agree.
//
// What was right once, and which hints were opened, is kept in .gophergan/progress, a text file
// with one fact in a line:
//
//	right ex01_minimax Value 2026-03-01
//	hint ex01_minimax OptimalD 2
//
// Non-goals: grades. Who runs a check could make it say anything; a grader compares numbers itself,
// see package exercise.
package check
