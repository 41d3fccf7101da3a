// Package exercise is what the tests of the exercises are made of: cases that give numbers.
//
// An exercise is a folder below exercises with one file for each function to write, doc.go, a
// README and one test file. A test is called Test and the function's name, and lists cases:
//
//	func TestOptimalD(t *testing.T) {
//		exercise.Run(t, exercise.Case{
//			Name: "densities are any numbers", Points: 1, Core: true,
//			Allow: 1e-12, Why: "one division in float64",
//			Cause: "D* says how likely real is, so the density of real data stands above the line",
//			Run: func(t *exercise.Trial) {
//				d := t.Uniform("p, q", 2, 0.01, 5)
//				t.Number("D*", minimax.OptimalD(d[0], d[1]), d[0]/(d[0]+d[1]))
//			},
//		})
//	}
//
// A case has one of three results. [Todo]: the function still panics with todo.Error, the test is
// skipped. [Wrong]: a number is off, or the function panics. [Right]. Points are those of the cases
// that are right, as [Award] says: an answer that knows the numbers by heart, or computes less than
// the function, earns none.
//
// # Mistakes by name
//
// testdata/mistakes.json of an exercise holds the numbers of its classic mistakes, those in
// solutions/exNN_slug/wrong. A learner whose function gives the same numbers in every case has made
// that mistake, and is told its name. The file is written by the test in solutions, from the
// mistakes themselves.
//
// # Seeds, and who judges
//
// Random inputs come from [Trial]; the seed is 1, or what $GOPHERGAN_SEED says. With that variable
// set nothing is judged: each case only gives its numbers, as a line of the test's log, and whoever
// started the program compares them with those that the reference gave for the same seed. So a
// grader need not believe anything that a learner's program says of itself.
//
// # Design
//
// A case says what it compares as it goes, got and want side by side; a list of inputs and a list
// of wants would need one type for all functions. Outcomes travel as attributes of the test
// (testing.T.Attr), as JSON cut into lines that the go command understands, each under its own key,
// so `go test`, its -json stream, a compiled test and a JUnit report all carry them.
//
// Non-goals: which exercises there are, running them and remembering: package check.
package exercise
