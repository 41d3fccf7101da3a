package experiment

import (
	"fmt"
	"strings"

	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/dcgan"
	"gophergan/ganlib/zoo/gan"
	"gophergan/ganlib/zoo/lsgan"
	"gophergan/ganlib/zoo/r1gan"
	"gophergan/ganlib/zoo/sngan"
	"gophergan/ganlib/zoo/stylegan2"
	"gophergan/ganlib/zoo/wgangp"
)

// Comparison is a table of bench/RESULTS.md, or one for each set of images: several recipes on one
// set, measured alike.
type Comparison struct {
	Name    string
	Summary string // for -h
	Metrics string // what package score calls them, with commas
	Allowed bool   // of the metrics those that a set allows, and real images of its test part as a row
	Images  int    // of G, and as many real ones
	Seeds   int    // every row is trained with the seeds 1 to Seeds, unless it has its own
	Rows    []Row
}

// Row is one recipe of a comparison.
type Row struct {
	Experiment     // Name is that of its folder
	Steps      int // 0: as many as its epochs make
	Seeds      int // 0: the table's
}

// Comparisons lists all tables. The networks have half of the papers' channels, and the steps are
// few enough for one CPU core: minutes for a run.
func Comparisons() []Comparison {
	return []Comparison{
		{Name: "mnist", Summary: "four recipes on MNIST, three seeds each", Metrics: "inception,frechet", Images: 10_000, Seeds: 3,
			Rows: []Row{
				row("mlp", "GAN of dense layers", "mnist", 128, 4680, gan.Paper()),
				row("lsgan", "LSGAN", "mnist", 64, 3748, sized(lsgan.Paper(), 28, 1)),
				row("wgangp", "WGAN-GP", "mnist", 320, 1122, sized(wgangp.Paper(), 28, 1)),
				row("dcgan", "DCGAN", "mnist", 64, 3748, sized(dcgan.Paper(), 28, 1)),
			}},
		{Name: "digits", Summary: "two recipes on the built-in digits, which need no files", Metrics: "inception,frechet",
			Images: 10_000, Seeds: 3, Rows: []Row{
				row("mlp", "GAN of dense layers", "digits", 128, 4680, gan.Paper()),
				row("dcgan", "DCGAN", "digits", 64, 3748, sized(dcgan.Paper(), 28, 1)),
			}},
		{Name: "stacked", Summary: "four recipes on stacked MNIST, 1,000 modes", Metrics: "modes,frechet", Images: 26_000, Seeds: 1,
			Rows: []Row{
				row("dcgan", "DCGAN", "stacked32", 64, 6000, sized(dcgan.Paper(), 32, 3)),
				row("wgangp", "WGAN-GP", "stacked32", 320, 2500, sized(wgangp.Paper(), 32, 3)),
				row("sngan", "SN-GAN, one step of D, packs of four", "stacked32", 64, 6000, with(oneStep(sized(sngan.Paper(), 32, 3)), "pack=4")),
				stackedStyle(),
			}},
		{Name: "cures", Summary: "what helps against lesson 05's D on faces of 32×32, each with 60,000 images", Metrics: "frechet,precision",
			Images: 10_000, Seeds: 1, Rows: cures()},
		{Name: "quality", Summary: "what train makes by name on two cores, each on its own set: quality against minutes", Allowed: true,
			Metrics: "inception,read,frechet,precision,modes", Images: 10_000, Seeds: 1, Rows: whole()},
	}
}

// whole are all experiments that are said to be tabulated, as train trains them.
func whole() (rows []Row) {
	for _, e := range All() {
		if e.Seeds > 0 {
			rows = append(rows, Row{Experiment: e, Seeds: e.Seeds})
		}
	}
	return rows
}

// stackedStyle is StyleGAN2 for stacked digits: rates that fall at the end tidy up what is blurred.
func stackedStyle() Row {
	r := row("style", "StyleGAN2 of half the width in pairs, no mapping network", "stacked32", 32, 14_000,
		with(stylegan2.InPairs(), "base=512", "mapping=0", "adam_d.learning_rate=0.005"))
	r.Anneal, r.Stay = 0.02, 0.75
	return r
}

// cures begin with DCGAN's rules, of which two rows change one number. "r1" begins anew, with the
// networks and Adam of package r1gan; from there on each row keeps what the one above it changed.
func cures() []Row {
	rules := sized(dcgan.Paper(), 32, 3)
	r1 := with(r1gan.InPairs(), "pairs=false")
	falling := row("falling", "rates that fall to a fiftieth", "faces32", 32, 1874, r1gan.InPairs())
	falling.Anneal = 0.02
	return []Row{
		row("rules", "DCGAN's rules", "faces32", 64, 937, rules),
		row("slower", "D at half the rate", "faces32", 64, 937, with(rules, "adam_d.learning_rate=1e-4")),
		row("diffaugment", "DiffAugment", "faces32", 64, 937, with(rules, `augment="diffaugment"`)),
		row("r1", "R1, no batch norm in D, a dense layer more", "faces32", 64, 937, r1),
		row("pairs", "pairs, R1 and R2", "faces32", 64, 937, r1gan.InPairs()),
		row("small", "batches of 32, twice the steps", "faces32", 32, 1874, r1gan.InPairs()),
		falling,
	}
}

func row(name, summary, data string, batch, steps int, r train.Recipe) Row {
	return Row{Experiment: Experiment{Name: name, Summary: summary, Data: data, Batch: batch, Recipe: r}, Steps: steps}
}

// sized is a recipe with DCGAN's networks for images of another size, and half of the channels.
func sized(r train.Recipe, size, channels int) train.Recipe {
	return with(r, fmt.Sprintf("size=%d", size), fmt.Sprintf("channels=%d", channels), "base=32")
}

// oneStep is a recipe of SN-GAN's kind with one step of D for one of G, and DCGAN's β₁ and β₂.
func oneStep(r train.Recipe) train.Recipe {
	return with(r, "n_dis=1", "adam_d.beta1=0.5", "adam_d.beta2=0.999", "adam_g.beta1=0.5", "adam_g.beta2=0.999")
}

// with is a recipe with some settings changed.
func with(r train.Recipe, settings ...string) train.Recipe {
	for _, setting := range settings {
		var err error
		if r, err = Set(r, setting); err != nil {
			panic(err) // a mistake in the table above
		}
	}
	return r
}

// Named are the rows with these names, in their order. The error lists the names there are.
func (c Comparison) Named(names []string) (rows []Row, err error) {
	for _, name := range names {
		row, err := find("row of "+c.Name, strings.TrimSpace(name), c.Rows, func(r Row) string { return r.Name })
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// ComparisonByName finds a table. The error lists the names there are.
func ComparisonByName(name string) (Comparison, error) {
	return find("comparison", name, Comparisons(), func(c Comparison) string { return c.Name })
}
