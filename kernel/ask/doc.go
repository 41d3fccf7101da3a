// Package ask lets people judge: two pictures side by side, one real and one generated, "which is
// real?".
//
// The share of answers in which the generated picture was taken for the real one is the fooling
// rate. Who cannot tell them apart guesses, and is fooled half of the time, so 50 % is perfect.
//
// [Store] keeps sessions and answers in one SQLite file, [Read] returns them to a lesson or a
// script, [Summarise] turns them into rates with an interval. [NewPairs] draws the questions,
// [Session] is the page that asks them, [Serve] brings it to a browser on this machine.
//
// # Design
//
// The page knows nothing that the person should not know. Both pictures of a pair go through the
// same encoder, without compression, so that they have the same number of bytes; their addresses
// are random and change with every start; which one is real stays in the server until the answer is
// stored. Nothing is said of right and wrong before the end, or people would learn from it while
// they are measured.
//
// A session is a seed and a number of pairs: pair k depends on the seed and k alone. It can be
// stopped at any time and goes on where it stopped, if the run still makes the same pictures. The
// database takes the answers of a session in order, each once, whichever tab or process they come
// from.
//
// Pages of other sites cannot answer, and nobody else on the network can: the server listens on
// 127.0.0.1 only, its address holds a token that cannot be guessed, and the Host header has to be
// its own (else a foreign name that resolves to 127.0.0.1 would do).
//
// # Non-goals
//
// Crowds: there are no accounts, no payment and no check that somebody looks. Answers of one person
// resemble each other; the interval takes them as independent, and is too narrow where few people
// give many answers.
package ask
