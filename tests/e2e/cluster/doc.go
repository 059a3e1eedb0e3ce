// Package cluster tests a moneyprinter that runs on Knative, through its public addresses and the cluster's own API:
//
//	make up && make e2e
//
// Its tests have the build tag cluster, for they need a cluster: the one of $KUBECONFIG, with moneyprinter up on it. Where the
// routes' host names do not resolve, MONEYPRINTER_E2E_INGRESS is the address (host:port) that serves them.
//
// A test makes videos of its own and looks at nothing but them; tests that take parts of the cluster away run alone. When a
// test fails the logs of moneyprinter's pods are printed.
package cluster
