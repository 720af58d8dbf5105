/** The window, its dialogs, and the views it consists of. */
@NullMarked
package dev.futurewire.monitor.ui;

import org.jspecify.annotations.NullMarked;
