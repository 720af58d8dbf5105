/** The PROXY protocol, by which a proxy transmits the address of its client. */
@NullMarked
package dev.futurewire.internal.proxy;

import org.jspecify.annotations.NullMarked;
