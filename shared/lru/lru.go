// Package lru holds what was used last, up to a limit.
package lru

import "container/list"

// List maps keys to values of some weight. Where all together weigh more than the limit, those that were not used for the
// longest time go. It is not for use by several goroutines at once.
type List[K comparable, V any] struct {
	limit, weight int
	order         *list.List // of *entry, the last used first
	byKey         map[K]*list.Element
}

type entry[K comparable, V any] struct {
	key    K
	value  V
	weight int
}

// New makes a list whose values weigh at most limit together.
func New[K comparable, V any](limit int) *List[K, V] {
	return &List[K, V]{limit: limit, order: list.New(), byKey: map[K]*list.Element{}}
}

// Get returns the value of a key, which is a use of it.
func (l *List[K, V]) Get(key K) (value V, ok bool) {
	e, ok := l.byKey[key]
	if !ok {
		return value, false
	}
	l.order.MoveToFront(e)
	return e.Value.(*entry[K, V]).value, true
}

// Put sets the value of a key, which is a use of it. A value that weighs more than the limit is not kept.
func (l *List[K, V]) Put(key K, value V, weight int) {
	l.Delete(key)
	if weight > l.limit {
		return
	}
	l.byKey[key] = l.order.PushFront(&entry[K, V]{key, value, weight})
	for l.weight += weight; l.weight > l.limit; {
		l.Delete(l.order.Back().Value.(*entry[K, V]).key)
	}
}

// Delete drops a key.
func (l *List[K, V]) Delete(key K) {
	e, ok := l.byKey[key]
	if !ok {
		return
	}
	l.weight -= l.order.Remove(e).(*entry[K, V]).weight
	delete(l.byKey, key)
}

// Len is how many keys there are.
func (l *List[K, V]) Len() int { return len(l.byKey) }
