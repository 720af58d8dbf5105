/** The PROXY protocol: who a connection that came through a proxy really comes from. */
@NullMarked
package dev.futurewire.internal.proxy;

import org.jspecify.annotations.NullMarked;
