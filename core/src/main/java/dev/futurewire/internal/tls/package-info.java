/** TLS between a channel and what carries its bytes: the JDK's {@code SSLEngine}, without sockets. */
@NullMarked
package dev.futurewire.internal.tls;

import org.jspecify.annotations.NullMarked;
