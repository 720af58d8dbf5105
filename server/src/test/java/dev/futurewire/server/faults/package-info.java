/**
 * What a server must survive, on real sockets and at real sizes. Not part of {@code mvn verify}: {@code mvn -q -pl server -am
 * verify -Pfaults} runs them all, and each prints one line with its figures.
 */
package dev.futurewire.server.faults;
