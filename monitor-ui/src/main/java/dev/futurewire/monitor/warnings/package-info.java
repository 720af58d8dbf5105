/** Warnings, what they mean and what to do. */
@NullMarked
package dev.futurewire.monitor.warnings;

import org.jspecify.annotations.NullMarked;
