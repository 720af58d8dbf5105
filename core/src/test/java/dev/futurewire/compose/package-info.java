/** Tests of what composes stages: {@code Futures} and {@code TaskGroup}. */
package dev.futurewire.compose;
