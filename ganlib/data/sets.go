package data

import (
	"fmt"
	"slices"
)

// idxSet is a published set that comes as IDX files.
type idxSet struct {
	title   string   // as people call it
	folders []string // where its files may lie below a data folder; the first is its name in the cache
	mirrors []string // places with the gzipped files
	archive *archive // the one file in which all of them come, where they come so
	classes []string // the names of its labels
	first   int      // what the files call the first class
	digits  bool     // they are digits as MNIST has them

	transposed bool // rows and columns of the pictures are exchanged in the files
	train      split
	test       split
}

// split is a part of a set.
type split struct{ images, labels idxFile }

// archive is a zip file that holds gzipped IDX files.
type archive struct {
	name   string // of the file, in a folder of data too
	urls   []string
	sha256 string // of the file
}

// grey28 describes n pictures of 28×28 grey pixels and their labels, in files whose names start
// with prefix.
func grey28(prefix string, n int, imagesSum, labelsSum string) split {
	return split{
		images: idxFile{name: prefix + "-images-idx3-ubyte", dims: []int{n, 28, 28}, kind: idxBytes, sum: imagesSum},
		labels: idxFile{name: prefix + "-labels-idx1-ubyte", dims: []int{n}, kind: idxBytes, sum: labelsSum},
	}
}

// packed28 is [grey28] of files of which only the checksums of the gzipped files are known.
func packed28(prefix string, n int, imagesSum, labelsSum string) split {
	s := grey28(prefix, n, "", "")
	s.images.packed, s.labels.packed = imagesSum, labelsSum
	return s
}

// idxSets holds the sets by their names.
var idxSets = map[string]idxSet{
	// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits",
	// http://yann.lecun.com/exdb/mnist; licence CC BY-SA 3.0. The mirrors are those of the PyTorch
	// project, of the Common Visual Data Foundation, and of the University of Paderborn.
	"mnist": {
		title:   "MNIST",
		digits:  true,
		classes: counted(10),
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
	// Source: Xiao, Rasul, Vollgraf 2017, "Fashion-MNIST: a Novel Image Dataset for Benchmarking
	// Machine Learning Algorithms" (arXiv:1708.07747),
	// https://github.com/zalandoresearch/fashion-mnist; licence MIT. Of the unpacked image files
	// only MD5 sums are published; the SHA-256 sums are those of the labels in that repository,
	// unpacked.
	"fashion": {
		title:   "Fashion-MNIST",
		classes: []string{"T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"},
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
	// Source: Clanuwat, Bober-Irizar, Kitamoto, Lamb, Yamamoto, Ha 2018, "Deep Learning for
	// Classical Japanese Literature" (arXiv:1812.01718), https://github.com/rois-codh/kmnist;
	// licence CC BY-SA 4.0. Ten characters of cursive Japanese, named by their sounds. Of the files
	// only checksums as they are handed out are known.
	"kmnist": {
		title:   "Kuzushiji-MNIST",
		folders: []string{"kmnist", "KMNIST/raw"},
		mirrors: []string{"http://codh.rois.ac.jp/kmnist/dataset/kmnist/", "https://codh.rois.ac.jp/kmnist/dataset/kmnist/"},
		classes: []string{"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"},
		train: packed28("train", 60000,
			"sha256:51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
			"sha256:e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
		test: packed28("t10k", 10000,
			"sha256:edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
			"sha256:20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
	},
	// Source: Yadav, Bottou 2019, "Cold Case: The Lost MNIST Digits" (arXiv:1905.10498),
	// https://github.com/facebookresearch/qmnist; licence BSD 3-clause. All 60,000 digits that
	// MNIST's test set was taken from, the known 10,000 first. The labels have eight columns: the
	// digit, its series, its writer, and so on; the sums of what is in them are those of that
	// repository's files.
	"qmnist": {
		title:   "QMNIST",
		digits:  true,
		folders: []string{"qmnist", "QMNIST/raw"},
		mirrors: []string{"https://raw.githubusercontent.com/facebookresearch/qmnist/master/"},
		classes: counted(10),
		train: qmnist("train",
			"sha256:9e26a7bf1683614e065d7b76460ccd52807165b3f22561fb782bd9f38c52b51d",
			"sha256:bb1b6e1ec7b04fd5696f1ed50b5f58f8ef195118edd5c93c81783df9740b8ac5"),
		test: qmnist("test",
			"sha256:43fc22bf7498b8fc98de98369d72f752d0deabc280a43a7bcc364ab19e57b375",
			"sha256:92d0ccb8c25f9c6534270fb4be7e1d24a1c6d315edfc8a638bfbd31c70f362dd"),
	},
	"emnist-balanced": emnist("balanced", digitsAndLetters("abdefghnqrt"), 0, 112800, 18800, [4]string{
		"4041b0d6f15785d3fa35263901b5496b", "7a35cc7b2b7ee7671eddf028570fbd20",
		"6818d20fe2ce1880476f747bbc80b22b", "acd3694070dcbf620e36670519d4b32f"}),
	"emnist-bymerge": emnist("bymerge", digitsAndLetters("abdefghnqrt"), 0, 697932, 116323, [4]string{
		"4a792d4df261d7e1ba27979573bf53f3", "491be69ef99e1ab1f5b7f9ccc908bb26",
		"8eb5d34c91f1759a55831c37ec2a283f", "c13f4cd5211cdba1b8fa992dae2be992"}),
	"emnist-byclass": emnist("byclass", digitsAndLetters(lowerCase), 0, 697932, 116323, [4]string{
		"712dda0bd6f00690f32236ae4325c377", "ee299a3ee5faf5c31e9406763eae7e43",
		"1435209e34070a9002867a9ab50160d7", "7a0f934bd176c798ecba96b36fda6657"}),
	"emnist-letters": emnist("letters", letters(lowerCase), 1, 124800, 20800, [4]string{
		"8795078f199c478165fe18db82625747", "c16de4f1848ddcdddd39ab65d2a7be52",
		"382093a19703f68edac6d01b8dfdfcad", "d4108920cd86601ec7689a97f2de7f59"}),
	"emnist-digits": emnist("digits", counted(10), 0, 240000, 40000, [4]string{
		"d2662ecdc47895a6bbfce25de9e9a677", "2223fcfee618ac9c89ef20b6e48bcf9e",
		"a159b8b3bd6ab4ed4793c1cb71a2f5cc", "8afde66ea51d865689083ba6bb779fac"}),
	"emnist-mnist": emnist("mnist", counted(10), 0, 60000, 10000, [4]string{
		"3663598a39195d030895b6304abb5065", "6c092f03c9bb63e678f80f8bc605fe37",
		"fb51b6430fc4dd67deaada1bf25d4524", "ae7f6be798a9a5d5f2bd32e078a402dd"}),
}

// qmnist describes a part of QMNIST.
func qmnist(part, imagesPacked, labelsSum string) split {
	const n = 60000
	return split{
		images: idxFile{name: "qmnist-" + part + "-images-idx3-ubyte", dims: []int{n, 28, 28}, kind: idxBytes, packed: imagesPacked},
		labels: idxFile{name: "qmnist-" + part + "-labels-idx2-int", dims: []int{n, 8}, kind: idxInts, sum: labelsSum},
	}
}

// emnist describes one of the six ways in which EMNIST is cut, with the MD5 sums of its gzipped
// files: images and labels to learn from, images and labels to test with.
//
// Source: Cohen, Afshar, Tapson, van Schaik 2017, "EMNIST: an extension of MNIST to handwritten
// letters" (arXiv:1702.05373), https://www.nist.gov/itl/products-and-services/emnist-dataset; its
// authors state no licence. All come in one archive of 562 MB. The sums are those with which two
// other libraries check the files. In them the pictures are transposed. bymerge and balanced have
// one class for both cases of letters whose cases look alike; in letters all have.
func emnist(cut string, classes []string, first, train, test int, md5 [4]string) idxSet {
	prefix := "emnist-" + cut
	return idxSet{
		title:   fmt.Sprintf("EMNIST (%s)", cut),
		folders: []string{"emnist", "EMNIST/raw", "emnist/gzip", "EMNIST/raw/gzip", "gzip"},
		archive: &archive{
			name: "gzip.zip",
			urls: []string{"https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
				"http://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip"},
			sha256: "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
		},
		classes: classes, first: first, digits: len(classes) == 10, transposed: true,
		train: packed28(prefix+"-train", train, "md5:"+md5[0], "md5:"+md5[1]),
		test:  packed28(prefix+"-test", test, "md5:"+md5[2], "md5:"+md5[3]),
	}
}

const lowerCase = "abcdefghijklmnopqrstuvwxyz"

// digitsAndLetters are the classes of EMNIST that has all digits, all capital letters, and these
// small ones.
func digitsAndLetters(small string) []string {
	return append(counted(10), letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ"+small)...)
}

func letters(of string) (names []string) {
	for _, letter := range of {
		names = append(names, string(letter))
	}
	return names
}

// idxImages is a split in memory.
type idxImages struct {
	place
	name    string
	h, w    int
	pix     []uint8
	labels  []uint8
	classes []string
	digits  bool
}

// newIDXImages puts together the pictures and labels of a part of a set.
func newIDXImages(name string, set idxSet, files split, pix, labels []byte) (*idxImages, error) {
	m := &idxImages{name: name, h: files.images.dims[1], w: files.images.dims[2], pix: pix, classes: set.classes, digits: set.digits}
	m.labels = make([]uint8, files.labels.dims[0])
	for i := range m.labels {
		label := files.labels.first(labels, i) - set.first
		if label < 0 || label >= len(set.classes) {
			return nil, fmt.Errorf("data: the label of image %d in %s is %d, and %s has the classes %d to %d", i, files.labels.name,
				label+set.first,
				set.title, set.first, set.first+len(set.classes)-1)
		}
		m.labels[i] = uint8(label)
	}
	if set.transposed {
		for i := range m.labels {
			transpose(m.pix[i*m.h*m.w:(i+1)*m.h*m.w], m.h)
		}
	}
	return m, nil
}

// transpose exchanges the rows and columns of a square picture.
func transpose(pix []uint8, side int) {
	for y := range side {
		for x := range y {
			pix[y*side+x], pix[x*side+y] = pix[x*side+y], pix[y*side+x]
		}
	}
}

func (m *idxImages) Name() string         { return m.name }
func (m *idxImages) Len() int             { return len(m.labels) }
func (m *idxImages) Shape() (h, w, c int) { return m.h, m.w, 1 }
func (m *idxImages) Classes() int         { return len(m.classes) }
func (m *idxImages) ClassNames() []string { return slices.Clone(m.classes) }
func (m *idxImages) Label(i int) int      { return int(m.labels[i]) }

func (m *idxImages) DigitsPerImage() int {
	if m.digits {
		return 1
	}
	return 0
}

func (m *idxImages) At(i int, pix []uint8) (label int) {
	size := m.h * m.w
	copy(pix[:size], m.pix[i*size:])
	return m.Label(i)
}
