/** The filter language: words and {@code key:value} terms, all of which must hold. */
@NullMarked
package dev.futurewire.monitor.model.filter;

import org.jspecify.annotations.NullMarked;
