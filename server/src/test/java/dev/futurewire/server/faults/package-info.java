/**
 * Fault-injection tests, on real sockets and at real sizes. Most of them are not part of {@code mvn verify}: {@code mvn -q -pl
 * server -am verify -Pfaults} runs them all, and each class prints one line with its figures.
 */
package dev.futurewire.server.faults;
