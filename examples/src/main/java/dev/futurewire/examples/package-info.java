/**
 * Programs to read, copy and run: an echo server in four styles and its client, a chat server, a Redis client, a file server, a
 * mail server, remote procedure calls, and a client of thousands of connections. The documents show parts of them.
 */
package dev.futurewire.examples;
