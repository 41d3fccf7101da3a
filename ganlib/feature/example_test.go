package feature_test

import (
	"context"
	"fmt"
	"log"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/feature"
	"gophergan/ganlib/metric"
)

// The Fréchet distance of two sets of digits, which are drawn here; no set has to be in memory as a
// whole.
func ExampleNet_Each() {
	device, err := backend.New("")
	if err != nil {
		log.Fatal(err)
	}
	net, err := feature.Digits(device.Backend)
	if err != nil {
		log.Fatal(err)
	}
	defer net.Close()
	moments := func(set data.Images) *metric.Moments {
		m := metric.NewMoments(128)
		for seen, err := range net.Each(context.Background(), set, set.Len()) {
			if err != nil {
				log.Fatal(err)
			}
			if err := m.Add(seen.Features); err != nil {
				log.Fatal(err)
			}
		}
		return m
	}
	result, err := metric.Frechet(moments(data.NewDigits(1, 256)), moments(data.NewDigits(2, 256)), metric.Sample,
		net.Source("train"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Card.Metric)
	fmt.Println(result.Card)
	// Output:
	// Fréchet distance
	// net digits · hash c02f98446386 · real 256 · fake 256 · split train · resize none · divisor N−1 · better lower
}
