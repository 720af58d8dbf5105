/** Reading frames with decoders, and reading all records of a stream. */
package dev.futurewire.frames;
