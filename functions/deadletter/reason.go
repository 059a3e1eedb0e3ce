package deadletter

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/cloudevents/sdk-go/v2/types"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// The extensions with which Knative says why an event was not delivered.
const (
	destinationExtension = "knativeerrordest"
	codeExtension        = "knativeerrorcode"
	dataExtension        = "knativeerrordata"
)

// Reason returns why the event was not delivered: the failure that the receiver answered with, where it did.
func Reason(e cloudevents.Event) *failure.Failure {
	text := extension(e, dataExtension)
	for _, data := range [][]byte{[]byte(text), decoded(text)} {
		f := &failure.Failure{}
		if json.Unmarshal(data, f) == nil && f.Code != "" && f.Message != "" {
			return f
		}
	}
	message := "the event could not be delivered"
	if status := statusOf(e); status > 0 {
		message = fmt.Sprintf("the receiver answered %d each time the event was delivered", status)
	}
	return failure.New(failure.Undeliverable, message, failure.Hint("look at the receiver's log; when it works again, replay the dead letter"))
}

// statusOf returns the receiver's HTTP status, 0 where it gave none: what is no status is nothing that a column takes.
func statusOf(e cloudevents.Event) int {
	status, err := strconv.Atoi(extension(e, codeExtension))
	if err != nil || status < 100 || status > 999 {
		return 0
	}
	return status
}

// extension returns an extension as text: Knative's code is a string in one mode and a number in another.
func extension(e cloudevents.Event, name string) string {
	text, err := types.Format(e.Extensions()[name])
	if err != nil {
		return ""
	}
	return text
}

func decoded(text string) []byte {
	b, _ := base64.StdEncoding.DecodeString(text)
	return b
}
