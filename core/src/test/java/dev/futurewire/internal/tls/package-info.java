/** TLS without sockets, with real engines. */
package dev.futurewire.internal.tls;
