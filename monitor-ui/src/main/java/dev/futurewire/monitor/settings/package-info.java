/** What is remembered between two runs. */
@NullMarked
package dev.futurewire.monitor.settings;

import org.jspecify.annotations.NullMarked;
