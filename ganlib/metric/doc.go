// Package metric says how good generated images are, in numbers that can be trusted.
//
// A score is worth as much as what is known of how it was taken: one generator has a Fréchet distance of 17 or of 24, as 50,000
// images are compared or 5,000. So every [Result] carries its [Card], prints it, and can be compared only with one that has the
// same: [Compare] refuses all others, and says which fields differ.
package metric
