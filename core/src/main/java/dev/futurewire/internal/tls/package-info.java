/** TLS as a transport over another transport, by the JDK's {@code SSLEngine}; keys and certificates. */
@NullMarked
package dev.futurewire.internal.tls;

import org.jspecify.annotations.NullMarked;
