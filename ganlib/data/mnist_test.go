package data

import (
	"os"
	"path/filepath"
	"testing"
)

// mnistFolder is where the real MNIST lies, or "" if it is not on this machine: $GOPHERGAN_DATA or
// beside the repository.
func mnistFolder() string {
	for _, root := range []string{os.Getenv("GOPHERGAN_DATA"), "../../../shared/data"} {
		if root == "" {
			continue
		}
		for _, folder := range []string{root, filepath.Join(root, "mnist")} {
			if inFolder(folder, idxSets["mnist"].train.images) != "" {
				return folder
			}
		}
	}
	return ""
}

func openMNIST(t *testing.T, name string) Images {
	t.Helper()
	folder := mnistFolder()
	if folder == "" {
		t.Skip("the real MNIST is not on this machine; set GOPHERGAN_DATA to the folder that holds it")
	}
	set, err := Open(name, folder)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// The counts are those of the published set: class 1 is the most frequent, class 5 the rarest.
func TestRealMNIST(t *testing.T) {
	for _, c := range []struct {
		name string
		want [10]int
	}{
		{"mnist", [10]int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}},
		{"mnist/test", [10]int{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}},
	} {
		set := openMNIST(t, c.name)
		var counts [10]int
		pix := make([]uint8, 28*28)
		for i := range set.Len() {
			counts[set.At(i, pix)]++
			if corner := pix[0]; corner != 0 {
				t.Fatalf("%s: image %d has a corner of brightness %d, want black", c.name, i, corner)
			}
		}
		if counts != c.want {
			t.Errorf("%s has %v images of each class, want %v", c.name, counts, c.want)
		}
	}
}
