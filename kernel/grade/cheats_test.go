package grade

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// cheat is a submission that asks for more than it solves. Each is bounded, so that a hole in the
// walls harms nothing: at most 300 processes that end after 20 seconds, 3 GiB, 64 MiB on the disk,
// and only new files below a folder of the test.
type cheat struct {
	name string
	mean string  // mean.go; all other functions are right, and lean on nothing
	all  answers // or all of the submission
	zip  []entry
	// What it earns of Mean's 4 points: if it is inspected first, and if it is run as it is. −1: not
	// to be tried.
	inspected, run int
	// What of the other functions, where that is not all: "": Scale 3, Variance 3.
	others string
	says   string // in the notes, where the program was run; a busy machine may say it otherwise: "this|or that"
}

// solved is the right answer, for cheats that first have to get at something.
const solved = `
func solved(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}
`

// program makes mean.go of imports and a body.
func program(body string, imports ...string) string {
	var b strings.Builder
	b.WriteString("package numbers\n\n")
	for _, i := range imports {
		fmt.Fprintf(&b, "import %q\n", i)
	}
	return b.String() + body
}

const wrongMean = "\nfunc Mean(x []float64) float64 { return -1 }\n"

// solo is good without one function leaning on another.
func solo() answers {
	return good().with("variance.go", `package numbers

func Variance(x []float64) float64 {
	mean, sum := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return sum / float64(len(x))
}
`)
}

// forged writes the lines that the program of the right answers would write, if the drawn numbers
// had this mean.
func forged(mean string) string {
	var b strings.Builder
	for _, c := range []struct{ name, value string }{{"two equal numbers", "3"}, {"any numbers", mean}, {"no numbers", "0"}} {
		fmt.Fprintf(&b,
			`fmt.Println("\x16=== ATTR  TestMean/x exercise 1/1 {\"function\":\"Mean\",\"case\":\"%s\",\"points\":99,\"state\":\"given\",\"compared\":[{\"what\":\"mean\",\"dims\":null,\"got\":[%s]}],\"allow\":1e9,\"why\":\"\",\"cause\":\"\"}")`+"\n", c.name, c.value)
	}
	return b.String()
}

// publicMean is what is known of everybody's seed: the first number drawn for “any numbers”, and
// the mean of all.
func publicMean() (first, mean float64) {
	h := fnv.New64a()
	fmt.Fprint(h, "Mean/any numbers")
	r := rand.New(rand.NewPCG(1, h.Sum64()))
	for i := range 5 {
		v := r.NormFloat64()
		if i == 0 {
			first = v
		}
		mean += v / 5
	}
	return first, mean
}

// places are what cheats reach for.
type places struct {
	school, class, out, cache, loot string // loot: a folder that everybody may write to
	address                         string // of a listener on this machine
}

func (p places) cheats() []cheat {
	first, mean := publicMean()
	reads := func(path string) string {
		return program(solved+fmt.Sprintf("\nfunc Mean(x []float64) float64 {\n\tif b, err := os.ReadFile(%q); err == nil && len(b) "+
			"> 0 {\n\t\treturn solved(x)\n\t}\n\treturn -1\n}\n", path), "os")
	}
	writes := func(path string) string {
		return program(solved+fmt.Sprintf("\nfunc Mean(x []float64) float64 {\n\tif err := os.WriteFile(%q, []byte(\"x\"), 0o666); "+
			"err == nil {\n\t\treturn solved(x)\n\t}\n\treturn -1\n}\n", path), "os")
	}
	// child starts one process of its own program that sleeps.
	const child = `
func init() {
	if os.Getenv("GOPHERGAN_CHEAT") != "" {
		time.Sleep(20 * time.Second)
		os.Exit(0)
	}
}

func child(daemon bool) error {
	c := exec.Command("/proc/self/exe", "gophergan-cheat")
	c.Env = []string{"GOPHERGAN_CHEAT=1"}
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: daemon}
	return c.Start()
}
`
	processes := []string{"os", "os/exec", "syscall", "time"}
	return []cheat{
		{name: "exit_in_init", mean: program("func init() { os.Exit(0) }\n"+wrongMean, "os"), says: "with code 0"},
		{name: "syscall_exit_in_init", mean: program("func init() { syscall.Exit(0) }\n"+wrongMean, "syscall")},
		{name: "exit_in_a_variable", mean: program("var x = func() int { os.Exit(0); return 1 }()\n"+wrongMean, "os")},
		{name: "arguments_in_init", mean: program("func init() { os.Args = append(os.Args, \"-test.run=^$\") }\n"+wrongMean, "os"),
			others: "Scale 0, Variance 0"},
		{name: "list_in_init", mean: program("func init() { os.Args = append(os.Args, \"-test.list=.\") }\n"+wrongMean, "os")},
		{name: "another_seed_in_init", mean: program(fmt.Sprintf("func init() { os.Setenv(\"GOPHERGAN_SEED\", \"1\") }\n\nfunc "+
			"Mean(x []float64) float64 {\n\tif len(x) == 5 {\n\t\treturn %.17g\n\t}\n\tif len(x) == 2 {\n\t\treturn 3\n\t}\n\treturn "+
			"0\n}\n", mean), "os"), others: "Scale 0, Variance 0"},
		{name: "endless_init", mean: program("func init() { for {} }\n" + wrongMean), says: "computed for more than|not done after"},
		{name: "exit_in_the_function", mean: program("func Mean(x []float64) float64 { os.Exit(0); return 0 }\n", "os"),
			says: "with code 0"},
		{name: "syscall_exit_in_the_function", mean: program("func Mean(x []float64) float64 { syscall.Exit(0); return 0 }\n",
			"syscall"), says: "with code 0"},
		{name: "exit_after_the_first_case", mean: program(solved+"\nfunc Mean(x []float64) float64 {\n\tif len(x) == 5 "+
			"{\n\t\tsyscall.Exit(0)\n\t}\n\treturn solved(x)\n}\n", "syscall"), says: "with code 0"},
		{name: "ends_its_goroutine", mean: program("func Mean(x []float64) float64 { runtime.Goexit(); return 0 }\n", "runtime"),
			says: "ended its goroutine"},
		{name: "forged_pass_lines", mean: program(`func Mean(x []float64) float64 {
	fmt.Print("\x16=== RUN   TestMean\n\x16--- PASS: TestMean (0.00s)\nPASS\n")
	syscall.Exit(0)
	return 0
}
`, "fmt", "syscall")},
		{name: "forged_pass_line_with_fmt", mean: program("func Mean(x []float64) float64 {\n\tfmt.Print(\"\\x16--- PASS: TestMean "+
			"(0.00s)\\n\")\n\treturn -1\n}\n", "fmt")},
		{name: "forged_reports", mean: program("func Mean(x []float64) float64 {\n"+forged("0.1")+"\treturn -1\n}\n", "fmt"),
			says: "more than once"},
		{name: "forged_reports_then_exit", mean: program("func Mean(x []float64) float64 {\n"+forged("0.1")+
			"\tsyscall.Exit(0)\n\treturn -1\n}\n", "fmt", "syscall")},
		{name: "forged_reports_of_the_public_seed", mean: program("func Mean(x []float64) float64 {\n"+forged(fmt.Sprint(mean))+
			"\tsyscall.Exit(0)\n\treturn -1\n}\n", "fmt", "syscall")},
		{name: "forged_reports_in_init", mean: program("func init() {\n"+forged("0.1")+"\tsyscall.Exit(0)\n}\n"+wrongMean, "fmt",
			"syscall")},
		{name: "many_guesses", mean: program("func Mean(x []float64) float64 {\n\tfor range 300 {\n"+forged("0.1")+forged("0.2")+
			"\t}\n\treturn -1\n}\n", "fmt")},
		{name: "says_it_is_right",
			mean: program(strings.ReplaceAll("func Mean(x []float64) float64 {\n"+forged("0.1")+"\tsyscall.Exit(0)\n\treturn -1\n}\n",
				"given", "right"), "fmt", "syscall"), says: "look like results"},
		{name: "changes_its_arguments", mean: program("func Mean(x []float64) float64 {\n\tclear(x)\n\treturn 0\n}\n")},
		{name: "known_by_heart", mean: program(fmt.Sprintf("func Mean(x []float64) float64 {\n\tswitch {\n\tcase len(x) == "+
			"0:\n\t\treturn 0\n\tcase x[0] == %.17g:\n\t\treturn %.17g\n\t}\n\treturn 3\n}\n", first, mean))},
		{name: "not_a_number", mean: program("func Mean(x []float64) float64 { return math.NaN() }\n", "math")},
		{name: "infinite", mean: program("func Mean(x []float64) float64 { return math.Inf(1) }\n", "math")},
		{name: "says_it_is_not_written", mean: program("type no struct{}\n\nfunc (no) Error() string { return \"\" }\n\nfunc (no) " +
			"NotWritten() {}\n\nfunc Mean(x []float64) float64 { panic(no{}) }\n")},
		{name: "reads_the_reference", mean: reads(filepath.Join(p.school, "solutions", slug, "mean.go"))},
		{name: "reads_other_submissions", mean: reads(filepath.Join(p.class, "zz_bystander", "exercises", slug, "mean.go"))},
		{name: "reads_the_run", mean: reads(filepath.Join(p.out, runFile))},
		{name: "reads_passwords", mean: reads("/etc/passwd")},
		{name: "writes_results", mean: writes(filepath.Join(p.loot, "results"))},
		{name: "poisons_the_build_cache", mean: writes(filepath.Join(p.cache, "gophergan-cheat"))},
		{name: "writes_over_its_program", mean: program(solved+"\nfunc Mean(x []float64) float64 {\n\tif f, err := "+
			"os.OpenFile(\"/answers\", os.O_WRONLY, 0); err == nil {\n\t\tf.Close()\n\t\treturn solved(x)\n\t}\n\treturn -1\n}\n", "os")},
		{name: "imports_the_reference", mean: program("func Mean(x []float64) float64 { return solution.Mean(x) }\n\nvar _ = 1\n",
			"gophergan/solutions/"+slug), run: -1},
		{name: "imports_the_framework", mean: program("func Mean(x []float64) float64 { return float64(exercise.PublicSeed) }\n",
			"gophergan/kernel/exercise"), run: -1},
		{name: "links_by_name", mean: program("//go:linkname exit os.Exit\nfunc exit(int)\n\nfunc Mean(x []float64) float64 { " +
			"exit(0); return 0 }\n")},
		{name: "embeds_a_file", mean: "package numbers\n\nimport _ \"embed\"\n\n//go:embed doc.go\nvar text string\n" + wrongMean},
		{name: "writes_over_memory", mean: program("func Mean(x []float64) float64 {\n\tfor i := range 1 << 20 "+
			"{\n\t\t*(*float64)(unsafe.Add(unsafe.Pointer(&x[0]), 8*i)) = 0\n\t}\n\treturn 0\n}\n", "unsafe")},
		{name: "detects_the_test", mean: program("func Mean(x []float64) float64 {\n\tif testing.Testing() {\n\t\treturn "+
			"3\n\t}\n\treturn 0\n}\n", "testing")},
		{name: "asks_who_calls", mean: program(solved+"\nfunc Mean(x []float64) float64 {\n\tif _, err := os.Stat(\"testdata\"); "+
			"err == nil {\n\t\treturn solved(x)\n\t}\n\treturn -1\n}\n", "os")},
		{name: "network", mean: program(solved+fmt.Sprintf("\nfunc Mean(x []float64) float64 {\n\tif c, err := "+
			"net.DialTimeout(\"tcp\", %q, 2*time.Second); err == nil {\n\t\tc.Close()\n\t\treturn solved(x)\n\t}\n\treturn -1\n}\n",
			p.address), "net", "time")},
		{name: "kills_its_parent", mean: program("func Mean(x []float64) float64 {\n\tsyscall.Kill(syscall.Getppid(), "+
			"syscall.SIGKILL)\n\tsyscall.Kill(1, syscall.SIGKILL)\n\treturn -1\n}\n", "syscall")},
		{name: "fork_bomb", mean: program(child+"\nfunc Mean(x []float64) float64 {\n\tfor range 300 "+
			"{\n\t\tchild(false)\n\t}\n\ttime.Sleep(time.Second)\n\treturn -1\n}\n", processes...)},
		{name: "daemon", mean: program(child+"\nfunc Mean(x []float64) float64 {\n\tchild(true)\n\tsyscall.Exit(0)\n\treturn -1\n}\n",
			processes...)},
		{name: "threads", mean: program("func Mean(x []float64) float64 {\n\tfor range 300 {\n\t\tgo func() "+
			"{\n\t\t\truntime.LockOSThread()\n\t\t\tt := syscall.NsecToTimespec(3e9)\n\t\t\tsyscall.Nanosleep(&t, "+
			"nil)\n\t\t}()\n\t}\n\truntime.Gosched()\n\treturn -1\n}\n", "runtime", "syscall")},
		{name: "memory_bomb", mean: program("var all [][]byte\n\nfunc Mean(x []float64) float64 {\n\tfor range 48 {\n\t\tb := " +
			"make([]byte, 64<<20)\n\t\tfor i := 0; i < len(b); i += 4096 {\n\t\t\tb[i] = 1\n\t\t}\n\t\tall = append(all, " +
			"b)\n\t}\n\treturn -1\n}\n")},
		{name: "deep_recursion", mean: program("func deep(n int) int { return deep(n+1) + 1 }\n\nfunc Mean(x []float64) float64 { " +
			"return float64(deep(0)) }\n")},
		{name: "endless_loop", mean: program("func Mean(x []float64) float64 { for {} }\n"),
			says: "computed for more than|not done after"},
		{name: "endless_loop_in_one_case", mean: program(solved + "\nfunc Mean(x []float64) float64 {\n\tfor len(x) == 0 " +
			"{\n\t}\n\treturn solved(x)\n}\n"), inspected: 3, run: 3, says: "computed for more than|not done after"},
		{name: "waits_for_ever", mean: program("func Mean(x []float64) float64 { select {} }\n"), says: "not done after"},
		{name: "endless_error_text", mean: program("type evil struct{}\n\nfunc (evil) Error() string { for {} }\n\nfunc Mean(x " +
			"[]float64) float64 { panic(evil{}) }\n")},
		{name: "huge_output", mean: program("func Mean(x []float64) float64 {\n\tfor range 64 << 10 "+
			"{\n\t\tfmt.Printf(\"%1023d\\n\", 0)\n\t}\n\treturn -1\n}\n", "fmt"), says: "it wrote more than 1 MiB"},
		{name: "huge_errors", mean: program("func Mean(x []float64) float64 {\n\tfor range 4 << 20 " +
			"{\n\t\tprintln(\"0123456\")\n\t}\n\treturn -1\n}\n"), says: "it wrote more than 1 MiB"},
		{name: "fills_the_disk", mean: program(solved+fmt.Sprintf(`
func Mean(x []float64) float64 {
	for _, dir := range []string{"/tmp", ".", "/dev/shm", "/", %q} {
		written := 0
		for i := range 64 {
			if os.WriteFile(fmt.Sprint(dir, "/gophergan-cheat", i), make([]byte, 1<<20), 0o666) == nil {
				written++
			}
		}
		if written > 8 {
			return solved(x)
		}
	}
	return -1
}
`, p.loot), "fmt", "os")},
		{name: "races", mean: program("func Mean(x []float64) float64 {\n\tfor range 4 {\n\t\tgo func() {\n\t\t\tfor i := range 1 " +
			"<< 20 {\n\t\t\t\tif len(x) > 0 {\n\t\t\t\t\tx[i%len(x)] = 0\n\t\t\t\t}\n\t\t\t}\n\t\t}()\n\t}\n\treturn 0\n}\n")},
		{name: "asks_at_the_terminal", mean: program("func Mean(x []float64) float64 {\n\ty := -1.0\n\tfmt.Scan(&y)\n\treturn y\n}\n",
			"fmt")},
		{name: "a_gigabyte_of_data", mean: program("var data = [1 << 28]int{1<<28 - 1: 1}\n\nfunc Mean(x []float64) float64 { " +
			"return float64(data[len(x)]) }\n"), says: "does not compile"},
		{name: "brings_tests", all: solo().with("mean.go", program(wrongMean)).with("main_test.go",
			"package numbers_test\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestMain(*testing.M) { os.Exit(0) }\n").
			with("numbers_test.go", "package numbers_test\n").with("doc.go",
			"package numbers\n\nfunc init() { panic(1) }\n").with("go.mod", "module other\n").
			with("x.s", "TEXT").with("vendor/modules.txt", "# nothing")},
		{name: "brings_a_reference", zip: []entry{{name: "solutions/" + slug + "/mean.go", content: program(solved + wrongMean)},
			{name: "exercises/" + slug + "/mean.go", content: program(wrongMean)}}, others: "Scale 0, Variance 0"},
		{name: "link_to_the_reference",
			zip: []entry{{name: "exercises/" + slug + "/mean.go", content: filepath.Join(p.school, "solutions", slug, "mean.go"),
				mode: fs.ModeSymlink}}, others: "Scale 0, Variance 0", says: "a link"},
		{name: "leads_out", zip: []entry{{name: "../../../../" + p.loot + "/escaped", content: "x"},
			{name: "exercises/" + slug + "/../" + slug + "/mean.go", content: good()["mean.go"]}}, others: "Scale 0, Variance 0",
			says: "leads out"},
		{name: "no_zip", zip: []entry{}, others: "Scale 0, Variance 0"},
		// What the wide rule lets in. First what runs before any function is called: it costs the file
		// that it stands in.
		{name: "log_fatal_in_init", mean: program("func init() { log.Fatal(\"over\") }\n"+wrongMean, "log"), says: "ends the program"},
		{name: "panic_in_init", mean: program("func init() { panic(\"over\") }\n" + wrongMean), says: "panic: over"},
		{name: "waits_in_a_variable", mean: program("var x = <-make(chan int)\n" + wrongMean), says: "ends the program"},
		{name: "other_output_in_init", mean: program("func init() { os.Stdout = os.Stderr }\n"+wrongMean, "os"),
			says: "ends the program"},
		{name: "flags_in_init", mean: program("func init() { flag.CommandLine = flag.NewFlagSet(\"x\", flag.PanicOnError) }\n"+
			wrongMean, "flag")},
		{name: "init_in_a_helper", all: solo().with("mean.go", program(wrongMean)).with("help.go",
			program("func init() { panic(1) }\n"))},
		// Then goroutines and clocks that outlive the call, and state that outlives the case.
		{name: "bomb_with_a_clock", mean: program("func Mean(x []float64) float64 {\n\ttime.AfterFunc(time.Millisecond, func() { "+
			"log.Fatal(\"over\") })\n\treturn -1\n}\n", "log", "time")},
		{name: "goroutine_that_panics", mean: program("func Mean(x []float64) float64 {\n\tgo func() { panic(\"beside\") "+
			"}()\n\ttime.Sleep(time.Second)\n\treturn -1\n}\n", "time"), says: "panic: beside"},
		{name: "goroutine_that_reports_later", mean: program("func Mean(x []float64) float64 {\n\tgo func() {\n\t\tfor range 1000 "+
			"{\n\t\t\ttime.Sleep(time.Millisecond)\n"+forged("0.1")+"\t\t}\n\t}()\n\treturn -1\n}\n", "fmt", "time")},
		{name: "goroutine_that_reports_for_others", mean: program("func Mean(x []float64) float64 {\n\tgo func() {\n\t\tfor range "+
			"1000 {\n"+strings.ReplaceAll(forged("0.1"), "Mean", "Scale")+"\t\t}\n\t}()\n\treturn -1\n}\n", "fmt")},
		{name: "goroutine_that_never_ends", mean: program("func Mean(x []float64) float64 {\n\tfor range 8 {\n\t\tgo func() " +
			"{\n\t\t\tfor {\n\t\t\t}\n\t\t}()\n\t}\n\treturn -1\n}\n")},
		{name: "a_hundred_thousand_goroutines", mean: program("func Mean(x []float64) float64 {\n\tvar mu "+
			"sync.Mutex\n\tmu.Lock()\n\tfor range 100_000 {\n\t\tgo mu.Lock()\n\t}\n\treturn -1\n}\n", "sync")},
		{name: "locks_itself_in", mean: program("func Mean(x []float64) float64 {\n\tvar mu "+
			"sync.Mutex\n\tmu.Lock()\n\tmu.Lock()\n\treturn -1\n}\n", "sync"), says: "not done after"},
		{name: "counts_the_cases", mean: program("var calls int\n\nfunc Mean(x []float64) float64 {\n\tcalls++\n\treturn " +
			"[]float64{0, 3, 0, 0}[calls%4]\n}\n")},
		{name: "remembers_other_inputs", all: solo().with("mean.go", program("var seen = map[int]float64{}\n\nfunc Mean(x "+
			"[]float64) float64 {\n\tif v, ok := seen[len(x)]; ok {\n\t\treturn v\n\t}\n\tfor _, v := range x {\n\t\tseen[len(x)] = "+
			"v\n\t}\n\treturn seen[len(x)]\n}\n"))},
		{name: "reads_the_clock", mean: program("func Mean(x []float64) float64 {\n\tif time.Now().Year() > 2000 {\n\t\treturn "+
			"3\n\t}\n\treturn 0\n}\n", "time")},
		{name: "waits_for_a_clock", mean: program("func Mean(x []float64) float64 {\n\ttime.Sleep(time.Hour)\n\treturn -1\n}\n",
			"time"), says: "not done after"},
		{name: "draws_numbers", mean: program("func Mean(x []float64) float64 { return rand.NormFloat64() }\n", "math/rand/v2")},
		// Then logs that look like reports, and what else may be written to.
		{name: "log_exit_in_the_function", mean: program("func Mean(x []float64) float64 {\n\tlog.Fatal(\"--- PASS: "+
			"TestMean\")\n\treturn 0\n}\n", "log"), says: "with code 1"},
		{name: "log_that_looks_like_reports", mean: program("func Mean(x []float64) float64 "+
			"{\n\tlog.SetFlags(0)\n\tlog.SetOutput(os.Stdout)\n"+strings.ReplaceAll(forged("0.1"), "fmt.Println", "log.Println")+
			"\treturn -1\n}\n", "log", "os"), says: "more than once"},
		{name: "reports_on_the_standard_error", mean: program("func Mean(x []float64) float64 {\n"+strings.ReplaceAll(forged("0.1"),
			"fmt.Println(", "fmt.Fprintln(os.Stderr, ")+"\tlog.Fatal(\"over\")\n\treturn -1\n}\n", "fmt", "log", "os")},
		{name: "closes_the_output", mean: program("func Mean(x []float64) float64 {\n\tos.Stdout.Close()\n\treturn -1\n}\n", "os")},
		{name: "other_output_in_the_function", mean: program("func Mean(x []float64) float64 {\n\tos.Stdout = os.Stderr\n\treturn "+
			"-1\n}\n", "os")},
		{name: "flags_in_the_function", mean: program("func Mean(x []float64) float64 {\n\tflag.Set(\"test.count\", "+
			"\"3\")\n\tflag.Set(\"test.run\", \"Mean\")\n\tflag.Set(\"test.v\", \"false\")\n\treturn -1\n}\n", "flag")},
		{name: "a_flood_of_log", mean: program("func Mean(x []float64) float64 {\n\tfor range 4 << 20 "+
			"{\n\t\tlog.Print(\"0123456\")\n\t}\n\treturn -1\n}\n", "log"), says: "it wrote more than 1 MiB|computed for more than"},
		// Then other files: helpers, doc.go, names that the grader gives itself.
		{name: "helper_that_is_refused",
			all: solo().with("mean.go", program("func Mean(x []float64) float64 { return help(x) }\n")).with("help.go",
				program(solved+"\nfunc help(x []float64) float64 {\n\tif _, err := os.Stat(\"/\"); err == nil {\n\t\treturn "+
					"solved(x)\n\t}\n\treturn -1\n}\n", "os"))},
		{name: "helper_that_does_not_compile", all: solo().with("mean.go", program(wrongMean)).with("help.go",
			program("func help() int { return undefined }\n"))},
		{name: "files_that_the_grader_makes", all: solo().with("mean.go", program(wrongMean)).with("not_written_mean.go",
			program("func init() { panic(1) }\n")).with("overlay.json", "{}").with("answers.test", "#!/bin/sh")},
		{name: "what_is_not_written_is_something_else", all: solo().with("mean.go", program("func Mean(x []float64) float64 { "+
			"panic(notWritten) }\n")).with("doc.go", "package numbers\n\nvar notWritten error\n")},
		{name: "what_is_not_written_is_declared_twice", all: solo().with("mean.go", program(wrongMean)).with("a.go",
			program("var notWritten error\n"))},
		{name: "reads_types_in_errors", mean: program("type probe struct{}\n\nfunc (probe) F() {}\n\nfunc Mean(x []float64) float64 "+
			"{\n\tvar p struct{ X probe }\n\tvar e *json.UnmarshalTypeError\n\tif errors.As(json.Unmarshal([]byte(`{\"X\":1}`), &p), "+
			"&e) {\n\t\tfor i := range 1 << 16 {\n\t\t\t_ = (*[1 << "+
			"20]float64)(e.Type.Method(0).Func.UnsafePointer())[i]\n\t\t}\n\t}\n\treturn -1\n}\n", "encoding/json", "errors")},
		// Nobody cheats here, and it must not look so:
		{name: "computes_side_by_side", mean: program("var sums sync.Map\n\nfunc init() { sums.Store(0, 0.0) }\n\nfunc Mean(x "+
			"[]float64) float64 {\n\tif len(x) == 0 {\n\t\treturn 0\n\t}\n\tvar wait sync.WaitGroup\n\tvar mu sync.Mutex\n\tm := "+
			"0.0\n\tfor _, v := range x {\n\t\twait.Go(func() {\n\t\t\tmu.Lock()\n\t\t\tdefer mu.Unlock()\n\t\t\tm += v / "+
			"float64(len(x))\n\t\t})\n\t}\n\twait.Wait()\n\tlog.Println(\"mean\", m, time.Now())\n\tfmt.Fprintln(os.Stderr, "+
			"m)\n\treturn m\n}\n", "fmt", "log", "os", "sync", "time"), inspected: 4, run: 4},
		{name: "prints_a_lot", mean: program(solved+"\nfunc Mean(x []float64) float64 {\n\tfmt.Print(\"--- FAIL: TestMean\", "+
			"x)\n\tfmt.Println(\"\\x16=== ATTR  TestMean/x exercise {}\")\n\tfmt.Print(\"no end of line\")\n\treturn solved(x)\n}\n",
			"fmt"), inspected: 4, run: 4},
		{name: "thinks_long", mean: program(solved + "\nfunc Mean(x []float64) float64 {\n\ty := 0.0\n\tfor range 1 << 22 {\n\t\ty " +
			"+= solved(x)\n\t}\n\treturn solved(x) + 0*y\n}\n"), inspected: 4, run: 4},
	}
}

// layOut makes the class of all cheats, with a bystander.
func layOut(t *testing.T, p places, cheats []cheat) {
	t.Helper()
	for _, c := range cheats {
		switch {
		case c.zip != nil:
			write(t, filepath.Join(p.class, c.name+".zip"), string(zipped(t, c.zip...)))
		case c.all != nil:
			c.all.handIn(t, p.class, c.name)
		default:
			solo().with("mean.go", c.mean).handIn(t, p.class, c.name)
		}
	}
	good().handIn(t, p.class, "zz_bystander")
}

func newPlaces(t *testing.T) places {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	p := places{school: newSchool(t), class: t.TempDir(), out: t.TempDir(), loot: t.TempDir(),
		cache: strings.TrimSpace(string(cache)), address: listener.Addr().String()}
	// What belongs to the grader is made as open as it gets: the walls must do, not the rights of
	// files.
	for dir := p.loot; len(dir) > len(os.TempDir())+1; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// cheatLimits let a cheat be caught soon.
func cheatLimits() Limits {
	l := testLimits()
	l.CPU, l.Wall = time.Second, 6*time.Second
	return l
}

func checkCheats(t *testing.T, p places, results map[string]Result, cheats []cheat, points0 func(cheat) (int, string)) {
	t.Helper()
	slowest := slices.SortedFunc(maps.Values(results), func(a, b Result) int { return cmp.Compare(b.Seconds, a.Seconds) })
	for _, r := range slowest[:5] {
		t.Logf("%s took %.1f s", r.Student, r.Seconds)
	}
	for _, c := range cheats {
		mean, others := points0(c)
		want := fmt.Sprintf("Mean %d, %s", mean, others)
		if got := points(results[c.name]); got != want {
			t.Errorf("%s earned %s, want %s:\n%s", c.name, got, want, strings.TrimSpace(notes(results[c.name])))
		}
	}
	if got := points(results["zz_bystander"]); got != allPoints {
		t.Errorf("the bystander earned %s, want %s:\n%s", got, allPoints, notes(results["zz_bystander"]))
	}
	for _, left := range []string{filepath.Join(p.cache, "gophergan-cheat"), filepath.Join(p.loot, "results"),
		filepath.Join(p.loot, "escaped"), filepath.Join(p.loot, "gophergan-cheat0")} {
		if _, err := os.Stat(left); err == nil {
			t.Errorf("%s was written", left)
		}
	}
	for _, process := range processesNow() {
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process.pid))
		if bytes.Contains(line, []byte("gophergan-cheat")) {
			t.Errorf("process %d still runs: %q", process.pid, line)
		}
	}
}

func othersOf(c cheat) string {
	if c.others == "" {
		return "Scale 3, Variance 3"
	}
	return c.others
}

// With inspection, what is refused costs its own points only.
func TestCheatsThatAreInspected(t *testing.T) {
	skipWithoutBubblewrap(t)
	p := newPlaces(t)
	cheats := p.cheats()
	layOut(t, p, cheats)
	g := newGrader(t, p.school, p.class)
	g.Out, g.Limits, g.Draws = p.out, cheatLimits(), 1
	_, results := grade(t, g)
	checkCheats(t, p, results, cheats, func(c cheat) (int, string) {
		if c.zip == nil {
			return c.inspected, "Scale 3, Variance 3"
		}
		return c.inspected, othersOf(c)
	})
	checkNotes(t, results, slices.DeleteFunc(cheats, func(c cheat) bool {
		return results[c.name].Exercises[0].Functions[0].Standing == Refused
	}))
	if r := results["exit_in_init"].Exercises[0].Functions[0]; r.Standing != Refused || !strings.Contains(strings.Join(r.Notes, " "),
		"may use Stderr, Stdout, and not Exit") {
		t.Errorf("exit_in_init is %s: %v", r.Standing, r.Notes)
	}
	alone := t.TempDir()
	good().handIn(t, alone, "zz_bystander")
	g.Submissions = alone
	g.Out = t.TempDir()
	content, err := os.ReadFile(filepath.Join(p.out, runFile))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(g.Out, runFile), string(content)) // the same seeds
	_, quiet := grade(t, g)
	a, b := results["zz_bystander"], quiet["zz_bystander"]
	a.Seconds, b.Seconds, a.Handed, b.Handed = 0, 0, Moment{}, Moment{}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("among cheats the bystander's result is\n%+v\nalone\n%+v", a, b)
	}
}

// Without inspection the walls alone must hold. What passes inspection has been run already.
func TestCheatsThatWouldBeRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute")
	}
	skipWithoutBubblewrap(t)
	p := newPlaces(t)
	e, err := LoadExercise(p.school, slug)
	if err != nil {
		t.Fatal(err)
	}
	var cheats []cheat
	for _, c := range p.cheats() {
		if c.run >= 0 && c.mean != "" && len(e.task().Inspect("mean.go", []byte(c.mean))) > 0 {
			cheats = append(cheats, c)
		}
	}
	layOut(t, p, cheats)
	g := newGrader(t, p.school, p.class)
	g.Out, g.Limits, g.Draws, g.unchecked = p.out, cheatLimits(), 1, true
	_, results := grade(t, g)
	checkCheats(t, p, results, cheats, func(c cheat) (int, string) { return c.run, othersOf(c) })
	checkNotes(t, results, cheats)
}

func checkNotes(t *testing.T, results map[string]Result, cheats []cheat) {
	t.Helper()
	for _, c := range cheats {
		got := notes(results[c.name])
		if !slices.ContainsFunc(strings.Split(c.says, "|"), func(says string) bool { return strings.Contains(got, says) }) {
			t.Errorf("%s: the notes are %q, want %q in them", c.name, got, c.says)
		}
	}
}

// Without bubblewrap limits are what is left: nobody else's points change, and nothing goes on
// running.
func TestCheatsWithoutBubblewrap(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	p := newPlaces(t)
	var cheats []cheat
	for _, c := range p.cheats() {
		switch c.name {
		case "exit_in_init", "syscall_exit_in_the_function", "forged_reports_then_exit", "known_by_heart", "fork_bomb", "daemon",
			"threads", "memory_bomb", "endless_loop_in_one_case", "huge_output":
			cheats = append(cheats, c)
		}
	}
	layOut(t, p, cheats)
	g := newGrader(t, p.school, p.class)
	g.Out, g.Limits, g.Draws, g.unchecked, g.Plain = p.out, cheatLimits(), 1, true, true
	run, results := grade(t, g)
	if !strings.Contains(run.Warning, "bubblewrap is missing") {
		t.Errorf("the warning is %q", run.Warning)
	}
	checkCheats(t, p, results, cheats, func(c cheat) (int, string) { return c.run, othersOf(c) })
}
