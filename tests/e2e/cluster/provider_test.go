//go:build cluster

package cluster

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// provider is a language model that costs money, on this machine: it answers as the chat completions API documents, and
// keeps what it was asked.
type provider struct {
	url string

	mu sync.Mutex
	// calls counts the calls for a subject; system are the calls by the first line of their system prompt.
	calls, system map[string]int
}

var subjectLine = regexp.MustCompile(`Subject: (.*)`)

// startProvider serves where pods reach it: at the node's address. The test must run on the node.
func (c *cluster) startProvider(t *testing.T) *provider {
	t.Helper()
	nodes, err := c.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	if err != nil || len(nodes.Items) == 0 {
		t.Fatalf("no node: %v", err)
	}
	host := ""
	for _, a := range nodes.Items[0].Status.Addresses {
		if a.Type == corev1.NodeInternalIP {
			host = a.Address
		}
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatalf("this test runs on the cluster's node, so that pods reach it: %v", err)
	}
	p := &provider{calls: map[string]int{}, system: map[string]int{}, url: "http://" + l.Addr().String() + "/v1"}
	s := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(p.answer)}}
	s.Start()
	t.Cleanup(s.Close)
	return p
}

func (p *provider) answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var request struct {
		Messages []struct{ Role, Content string }
	}
	if err != nil || r.URL.Path != "/v1/chat/completions" || json.Unmarshal(body, &request) != nil {
		http.Error(w, `{"error": {"message": "unknown request", "type": "invalid_request_error"}}`, http.StatusBadRequest)
		return
	}
	subject, system := "", ""
	for _, m := range request.Messages {
		if found := subjectLine.FindStringSubmatch(m.Content); found != nil {
			subject = found[1]
		} else if m.Role == "system" {
			system = m.Content
		}
	}
	p.mu.Lock()
	p.calls[subject]++
	p.system[firstLine(system)]++
	p.mu.Unlock()
	content := fmt.Sprintf("Here is what we know about %s. It is old. It is round.", subject)
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1741569952, "model": "test",
		"choices": []any{map[string]any{"index": 0, "message": map[string]any{"role": "assistant", "content": content, "refusal": nil}, "logprobs": nil, "finish_reason": "stop"}},
		"usage":   map[string]any{"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29},
	})
}

func firstLine(s string) string {
	for i, r := range s {
		if r == '\n' {
			return s[:i]
		}
	}
	return s
}
