package steps

// ScriptInput asks for a narration split into scenes.
type ScriptInput struct {
	Subject string `json:"subject"`
	// Script is the narration where the user gives it; then no language model is asked.
	Script string `json:"script,omitempty"`
	// Language is a BCP 47 tag or an English name; empty follows the subject.
	Language     string `json:"language,omitempty"`
	Paragraphs   int    `json:"paragraphs"`
	Prompt       string `json:"prompt,omitempty"`
	SystemPrompt string `json:"system_prompt,omitempty"`
	// Provider is the language model's provider; empty is the configured one. Not set when Script is given.
	Provider string `json:"provider,omitempty"`
	// Whole keeps the narration in one scene, as a recording of the user's own needs.
	Whole bool `json:"whole,omitempty"`
}

// ScriptOutput is the narration.
type ScriptOutput struct {
	Script string `json:"script"`
	// Language is the script's language as a BCP 47 tag, detected where nobody said.
	Language string  `json:"language"`
	Scenes   []Scene `json:"scenes"`
	Origin   Origin  `json:"origin"`
}

// Scene is a sentence or a paragraph of the narration with the pictures that go with it.
type Scene struct {
	// ID names the scene by its text (and its occurrence, where a text recurs), so that it survives edits of the others.
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Origin says who made a text, a voice or a sound: it ends up in provenance.json.
type Origin struct {
	// Provider is "user" where the user gave it, otherwise the provider's name.
	Provider string `json:"provider"`
	Model    string `json:"model,omitempty"`
	// Note labels what is not what one would expect, such as the offline writer's outline.
	Note string `json:"note,omitempty"`
}

// TermsInput asks for footage search terms.
type TermsInput struct {
	Subject  string  `json:"subject"`
	Language string  `json:"language"`
	Scenes   []Scene `json:"scenes"`
	// Given are the user's own terms; then no language model is asked.
	Given []string `json:"given,omitempty"`
	// Amount is how many terms to return.
	Amount int `json:"amount"`
	// InOrder wants the terms in the order of the narration.
	InOrder  bool   `json:"in_order,omitempty"`
	Provider string `json:"provider,omitempty"`
}

// TermsOutput is search terms, for the whole and for each scene.
type TermsOutput struct {
	Terms []string `json:"terms"`
	// Scenes are the key words of each scene, one to three, in the scenes' order.
	Scenes []SceneTerms `json:"scenes"`
	Origin Origin       `json:"origin"`
}

// SceneTerms are a scene's key words.
type SceneTerms struct {
	Scene string   `json:"scene"`
	Terms []string `json:"terms"`
}
