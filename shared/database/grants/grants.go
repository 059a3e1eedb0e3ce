package grants

import (
	"github.com/moneyprinter/moneyprinter/shared/database/migration"
	"github.com/moneyprinter/moneyprinter/shared/ledger/ledgerschema"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
)

// Databases are all databases, what is in them, and who may do what there.
var Databases = []Database{
	{
		Name:    "orchestration",
		Schemas: []migration.Set{orchestrationschema.Migrations},
		Functions: []Function{
			{Name: "gateway", Connections: 100, Rights: Rights{
				"request": {Select, Insert},
				"video":   {Select},
				"stage":   {Select},
				"task":    {Select},
			}},
			{Name: "stream", Connections: 100, Rights: Rights{
				"request": {Select},
				"video":   {Select},
				"stage":   {Select},
				"task":    {Select},
				"history": {Select},
			}},
			{Name: "workflow", Connections: 60, Rights: Rights{
				"request":     {Select, Delete},
				"video":       {Select, Insert, Update, Delete},
				"stage":       {Select, Insert, Update, Delete},
				"task":        {Select, Insert, Update, Delete},
				"outbox":      {Select, Insert, Update, Delete},
				"history":     {Select, Insert, Delete},
				"dead_letter": {Select, Update, Delete},
				"vigil":       {Select, Insert, Update},
				"hold":        {Select, Insert, Delete},
				"turn":        {Select, Insert, Update},
			}},
			{Name: "deadletter", Connections: 20, Rights: Rights{
				"dead_letter": {Select, Insert, Update},
			}},
		},
	},
	{
		Name:    "content",
		Schemas: []migration.Set{ledgerschema.Migrations},
		Functions: []Function{
			{Name: "script", Connections: 40, Rights: ledger},
			{Name: "terms", Connections: 40, Rights: ledger},
		},
	},
	{
		Name:    "tts",
		Schemas: []migration.Set{ledgerschema.Migrations},
		Functions: []Function{
			{Name: "speech", Connections: 60, Rights: ledger},
			{Name: "subtitle", Connections: 40, Rights: ledger},
		},
	},
	{
		Name:    "materials",
		Schemas: []migration.Set{ledgerschema.Migrations},
		Functions: []Function{
			{Name: "search", Connections: 40, Rights: ledger},
			{Name: "fetch", Connections: 60, Rights: ledger},
		},
	},
	{
		Name:    "video",
		Schemas: []migration.Set{ledgerschema.Migrations},
		Functions: []Function{
			{Name: "plan", Connections: 40, Rights: ledger},
			{Name: "segment", Connections: 100, Rights: ledger},
			{Name: "assemble", Connections: 60, Rights: ledger},
		},
	},
}

// ledger is what a step does with its ledger.
var ledger = Rights{
	"ledger":        {Select, Insert, Update},
	"ledger_waiter": {Select, Insert, Delete},
	"ledger_call":   {Select, Insert, Update, Delete},
	"ledger_ended":  {Select, Insert, Update},
}
