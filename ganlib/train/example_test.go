package train_test

import (
	"fmt"
	"log"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/plane"
)

// A linear decay over the second half of a run of 1000 steps.
func ExampleSchedule() {
	s := train.Schedule{{Step: 500, Factor: 1}, {Step: 1000, Factor: 0}}
	for _, step := range []int{0, 500, 750, 1000, 2000} {
		fmt.Printf("step %4d: %.2f\n", step, s.At(step))
	}
	// Output:
	// step    0: 1.00
	// step  500: 1.00
	// step  750: 0.50
	// step 1000: 0.00
	// step 2000: 0.00
}

// Half way between two vectors of the same length lies one of that length; on the straight line
// it would be shorter.
func ExampleSlerp() {
	fmt.Printf("%.3f\n", train.Slerp([]float32{3, 0}, []float32{0, 3}, 0.5))
	// Output:
	// [2.121 2.121]
}

// A small GAN on points of the plane, looked at while it trains. Whoever reads the numbers asks for
// what they are, and need not know the recipe.
func ExampleGame() {
	device, err := backend.New("go") // "" takes the best there is
	check(err)
	points, err := data.NewPoints(data.Ring8(), 1, 64)
	check(err)
	recipe := plane.Recommended()
	game, err := train.NewGame(device.Backend, recipe, points, train.Falling(100))
	check(err)
	defer game.Close()
	measured, err := game.Play(3)
	check(err)
	fmt.Println("after step", game.Step())
	for _, m := range measured {
		if m.Role == train.LossD {
			fmt.Printf("%s is near that of a D who guesses, %.2f: %t\n", m.Name, recipe.Traits().Guess, m.Value < 2)
		}
	}
	// Output:
	// after step 3
	// loss D is near that of a D who guesses, 1.39: true
}

// What a recipe needs, and how it makes data.
func ExampleRecipe() {
	recipe := plane.Recommended()
	fmt.Println("needs", recipe.Needs())
	for _, s := range recipe.Samplers() {
		fmt.Println(s.Name, "makes", s.To, "from", s.From)
	}
	// Output:
	// needs [x: points of 2 dimensions]
	// G makes points of 2 dimensions from [z: noise of 2 values]
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
