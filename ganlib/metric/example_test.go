package metric_test

import (
	"fmt"

	"gophergan/ganlib/metric"
)

// The distance of two Gaussians on a line: ‖1‖² for the means, and (3 − 1)² for the deviations. The
// name FID is kept for the one net of the literature.
func ExampleFrechet() {
	moments := func(values ...float64) *metric.Moments {
		x, err := metric.Features(values, 1) // one feature for each image
		if err != nil {
			panic(err)
		}
		m := metric.NewMoments(1)
		if err := m.Add(x); err != nil {
			panic(err)
		}
		return m
	}
	real, fake := moments(-1, 1), moments(-2, 4) // means 0 and 1, deviations 1 and 3
	distance, err := metric.Frechet(real, fake, metric.Population, metric.Source{Net: "digits", Split: "test"})
	fmt.Println(distance, err)
	// Output:
	// Fréchet distance: 5
	//   net digits · real 2 · fake 2 · split test · divisor N · better lower <nil>
}

// Two numbers that were not measured alike are not compared, unless somebody says that the
// difference is meant.
func ExampleCompare() {
	a := metric.Result{Value: 17, Card: metric.Card{Metric: "FID", Fake: 50_000, Seed: "1"}}
	b := metric.Result{Value: 24, Card: metric.Card{Metric: "FID", Fake: 5_000, Seed: "1"}}
	_, err := metric.Compare(a, b)
	fmt.Println(err)
	b.Card.Fake, b.Card.Seed = 50_000, "2"
	order, err := metric.Compare(a, b, "seed")
	fmt.Println(order, err)
	// Output:
	// metric: these two were not measured alike, so their difference says nothing: fake is 50000 and 5000; measure one of them again as the other was, or name the fields that may differ as last arguments of Compare
	// 1 <nil>
}

// Of six digits that were asked for, one 7 looks like a 1 to the net that reads them.
func ExampleClasses_Accuracy() {
	digits := metric.Classes{"0", "1", "7"}
	asked, read := []int{0, 0, 1, 1, 2, 2}, []int{0, 0, 1, 1, 2, 1}
	accuracy, err := digits.Accuracy(asked, read, metric.Source{Net: "digits"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f in the mean\n", accuracy.Mean.Value)
	class, worst := accuracy.Worst()
	fmt.Printf("%s: %.1f ± %.2f\n", digits[class], worst.Value, worst.Std)
	// Output:
	// 0.833 in the mean
	// 7: 0.5 ± 0.35
}

// Codes learned without labels mean something, but not what their numbers say.
func ExampleClasses_Purity() {
	codes, read := []int{0, 0, 0, 0, 1, 1, 1, 1}, []int{7, 7, 7, 7, 4, 4, 4, 9}
	names := metric.Classes{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}
	of, err := names.Purity(codes, read, metric.Source{Net: "digits"}, 2)
	fmt.Printf("%.2f %v %v\n", of.Purity.Value, of.Stands, err)
	// Output: 0.75 [7 4] <nil>
}
