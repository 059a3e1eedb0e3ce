package main

// databases are the functions' databases, as the design allots them.
var databases = []struct{ function, database string }{
	{"gateway", "moneyprinter_orchestration"},
	{"stream", "moneyprinter_orchestration"},
	{"workflow", "moneyprinter_orchestration"},
	{"deadletter", "moneyprinter_orchestration"},
	{"script", "moneyprinter_content"},
	{"terms", "moneyprinter_content"},
	{"speech", "moneyprinter_tts"},
	{"subtitle", "moneyprinter_tts"},
	{"search", "moneyprinter_materials"},
	{"fetch", "moneyprinter_materials"},
	{"plan", "moneyprinter_video"},
	{"segment", "moneyprinter_video"},
	{"assemble", "moneyprinter_video"},
}
