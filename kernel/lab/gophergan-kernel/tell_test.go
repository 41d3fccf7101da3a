package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

const testKey = "a-key"

// kernelThatAnswers listens like a kernel's shell channel and answers one message. It returns the connection file and
// a channel with the frames that came.
func kernelThatAnswers(t *testing.T, answer string) (connectionFile string, came <-chan [][]byte) {
	t.Helper()
	router := zmq4.NewRouter(t.Context())
	t.Cleanup(func() { router.Close() })
	if err := router.Listen("tcp://127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	frames := make(chan [][]byte, 1)
	go func() {
		msg, err := router.Recv()
		if err != nil {
			return
		}
		frames <- msg.Frames
		router.Send(zmq4.NewMsgFrom(msg.Frames[0], []byte(delimiter), nil, []byte("{}"), []byte("{}"), []byte("{}"), []byte(answer)))
	}()
	return connectionTo(t, router.Addr().(*net.TCPAddr).Port), frames
}

func connectionTo(t *testing.T, port int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kernel.json")
	content := fmt.Sprintf(`{"transport": "tcp", "ip": "127.0.0.1", "shell_port": %d, "key": %q}`, port, testKey)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTellSendsASignedSilentRequest(t *testing.T) {
	file, came := kernelThatAnswers(t, `{"status": "ok"}`)
	if err := tell(t.Context(), file, "%noautoget"); err != nil {
		t.Fatal(err)
	}
	frames := <-came // identity, delimiter, signature, header, parent, metadata, content
	if len(frames) != 7 || string(frames[1]) != delimiter {
		t.Fatalf("frames %q", frames)
	}
	mac := hmac.New(sha256.New, []byte(testKey))
	for _, frame := range frames[3:] {
		mac.Write(frame)
	}
	if want := hex.EncodeToString(mac.Sum(nil)); string(frames[2]) != want {
		t.Errorf("signature %s, want %s", frames[2], want)
	}
	var header struct {
		Type string `json:"msg_type"`
	}
	var content struct {
		Code    string `json:"code"`
		Silent  bool   `json:"silent"`
		History bool   `json:"store_history"`
	}
	if err := json.Unmarshal(frames[3], &header); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(frames[6], &content); err != nil {
		t.Fatal(err)
	}
	if header.Type != "execute_request" || content.Code != "%noautoget" || !content.Silent || content.History {
		t.Errorf("sent %s with %+v; want a silent execute_request that leaves no trace in the notebook", header.Type, content)
	}
}

func TestTellReportsARefusal(t *testing.T) {
	for answer, want := range map[string]string{
		`{"status": "error", "evalue": "what is that?"}`: "what is that?",
		`not json`: "not JSON",
	} {
		file, _ := kernelThatAnswers(t, answer)
		if err := tell(t.Context(), file, "%noautoget"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the answer %s gave the error %v, want %q", answer, err, want)
		}
	}
}

// GoNB opens its ports a moment after it was started.
func TestTellWaitsForTheKernel(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	file := connectionTo(t, port)
	told := make(chan error, 1)
	go func() { told <- tell(t.Context(), file, "%noautoget") }()
	time.Sleep(100 * time.Millisecond)
	router := zmq4.NewRouter(t.Context())
	defer router.Close()
	if err := router.Listen(fmt.Sprintf("tcp://127.0.0.1:%d", port)); err != nil {
		t.Fatal(err)
	}
	msg, err := router.Recv()
	if err != nil {
		t.Fatal(err)
	}
	if err := router.Send(zmq4.NewMsgFrom(msg.Frames[0], []byte(delimiter), nil, []byte("{}"), []byte("{}"), []byte("{}"), []byte(`{"status":"ok"}`))); err != nil {
		t.Fatal(err)
	}
	if err := <-told; err != nil {
		t.Error(err)
	}
}

func TestTellEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := tell(ctx, connectionTo(t, 1), "%noautoget"); err == nil {
		t.Error("no error")
	}
}

func TestLogIsBegunAnewWhenItIsLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log", "kernel.log")
	size := func() int64 {
		t.Helper()
		f, err := openLog(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if size() != 0 {
		t.Error("a new log is not empty")
	}
	for written, kept := range map[int]int64{10: 10, maxLog + 1: 0} {
		if err := os.WriteFile(path, make([]byte, written), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := size(); got != kept {
			t.Errorf("of %d bytes %d are kept, want %d", written, got, kept)
		}
	}
}
