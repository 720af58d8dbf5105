/** The same echo server in four styles, and a client: to be read, copied and run. The README shows parts of them. */
package dev.futurewire.examples;
