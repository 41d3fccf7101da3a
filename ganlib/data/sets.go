package data

// idxSet is a published set that comes as IDX files.
type idxSet struct {
	title   string   // as people call it
	folders []string // where its files may lie below a data folder; the first is its name in the cache
	mirrors []string // places with the gzipped files
	train   split
	test    split
}

// split is a part of a set.
type split struct{ images, labels idxFile }

// grey28 describes n pictures of 28×28 grey pixels and their labels, in files whose names start with prefix.
func grey28(prefix string, n int, imagesSum, labelsSum string) split {
	return split{
		images: idxFile{prefix + "-images-idx3-ubyte", []int{n, 28, 28}, imagesSum},
		labels: idxFile{prefix + "-labels-idx1-ubyte", []int{n}, labelsSum},
	}
}

// idxSets holds the sets by their names.
var idxSets = map[string]idxSet{
	// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", http://yann.lecun.com/exdb/mnist;
	// licence CC BY-SA 3.0. The mirrors are those of the PyTorch project, of the Common Visual Data Foundation, and of the
	// University of Paderborn.
	"mnist": {
		title:   "MNIST",
		folders: []string{"mnist", "MNIST", "MNIST/raw"},
		mirrors: []string{
			"https://ossci-datasets.s3.amazonaws.com/mnist/",
			"https://storage.googleapis.com/cvdf-datasets/mnist/",
			"https://raw.githubusercontent.com/fgnt/mnist/master/",
		},
		train: grey28("train", 60000,
			"sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
			"sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
		test: grey28("t10k", 10000,
			"sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
			"sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
	},
	// Source: Xiao, Rasul, Vollgraf 2017, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
	// Algorithms" (arXiv:1708.07747), https://github.com/zalandoresearch/fashion-mnist; licence MIT. Of the unpacked image
	// files only MD5 sums are published; the SHA-256 sums are those of the labels in that repository, unpacked.
	"fashion": {
		title:   "Fashion-MNIST",
		folders: []string{"fashion", "fashion-mnist", "FashionMNIST/raw"},
		mirrors: []string{
			"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
			"https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
			"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
		},
		train: grey28("train", 60000,
			"md5:f4a8712d7a061bf5bd6d2ca38dc4d50a",
			"sha256:14d07dfc02c3ba2fb3c525919e36cc648d3b384b5ad04141924ce8659159cde6"),
		test: grey28("t10k", 10000,
			"md5:8181f5470baa50b63fa0f6fddb340f0a",
			"sha256:955b04d571e1499b9613fdc30a1601655d2ad8894c0ec5685431cdc8945113ee"),
	},
}

// idxImages is a split in memory.
type idxImages struct {
	name        string
	h, w        int
	pix, labels []uint8
}

func (m *idxImages) Name() string         { return m.name }
func (m *idxImages) Len() int             { return len(m.labels) }
func (m *idxImages) Shape() (h, w, c int) { return m.h, m.w, 1 }
func (m *idxImages) Classes() int         { return 10 }

func (m *idxImages) At(i int, pix []uint8) (label int) {
	size := m.h * m.w
	copy(pix[:size], m.pix[i*size:])
	return int(m.labels[i])
}
