/** What a channel does with given input, as data: the same cases for every transport, role and chunking. */
package dev.futurewire.conformance;
