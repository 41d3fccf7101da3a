package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/go-zeromq/zmq4"
)

// connection is the part of Jupyter's connection file that a client of the shell channel needs.
type connection struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	ShellPort int    `json:"shell_port"`
	Key       string `json:"key"`
}

func readConnection(path string) (connection, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return connection{}, err
	}
	var c connection
	if err := json.Unmarshal(content, &c); err != nil {
		return connection{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// patience is how long GoNB may take to open its ports: it compiles nothing before, so a second is the rule.
const patience = 30 * time.Second

// tell has the kernel execute code, silently and without a number in the notebook, and waits for its answer.
func tell(ctx context.Context, connectionFile, code string) error {
	c, err := readConnection(connectionFile)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	const retry = 50 * time.Millisecond
	socket := zmq4.NewDealer(ctx, zmq4.WithID(zmq4.SocketIdentity("gophergan-kernel")),
		zmq4.WithDialerRetry(retry), zmq4.WithDialerMaxRetries(int(patience/retry)))
	defer socket.Close()
	if err := socket.Dial(fmt.Sprintf("%s://%s:%d", c.Transport, c.IP, c.ShellPort)); err != nil {
		return err
	}
	frames, err := executeRequest(c.Key, code)
	if err != nil {
		return err
	}
	if err := socket.Send(zmq4.NewMsgFrom(frames...)); err != nil {
		return err
	}
	answer, err := socket.Recv()
	if err != nil {
		return err
	}
	return checkReply(answer.Frames)
}

// delimiter stands between the routing part of a Jupyter message and the message.
const delimiter = "<IDS|MSG>"

// executeRequest gives the frames of Jupyter's execute_request, version 5.3 of the protocol, signed with the key.
func executeRequest(key, code string) ([][]byte, error) {
	header := map[string]any{
		"msg_id":   rand.Text(),
		"session":  rand.Text(),
		"username": "gophergan-kernel",
		"date":     time.Now().UTC().Format(time.RFC3339Nano),
		"msg_type": "execute_request",
		"version":  "5.3",
	}
	content := map[string]any{
		"code":             code,
		"silent":           true,
		"store_history":    false,
		"user_expressions": map[string]any{},
		"allow_stdin":      false,
		"stop_on_error":    false,
	}
	none := map[string]any{}
	mac := hmac.New(sha256.New, []byte(key))
	var parts [][]byte
	for _, part := range []any{header, none, none, content} { // header, parent header, metadata, content
		encoded, err := json.Marshal(part)
		if err != nil {
			return nil, err
		}
		mac.Write(encoded)
		parts = append(parts, encoded)
	}
	signature := hex.EncodeToString(mac.Sum(nil))
	return append([][]byte{[]byte(delimiter), []byte(signature)}, parts...), nil
}

// checkReply returns the error that a reply to an execute_request reports.
func checkReply(frames [][]byte) error {
	if len(frames) == 0 {
		return fmt.Errorf("the kernel gave an empty answer")
	}
	var content struct{ Status, EValue string }
	if err := json.Unmarshal(frames[len(frames)-1], &content); err != nil {
		return fmt.Errorf("the kernel's answer is not JSON: %w", err)
	}
	if content.Status != "ok" {
		return fmt.Errorf("the kernel answered %q: %s", content.Status, content.EValue)
	}
	return nil
}
