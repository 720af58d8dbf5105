/** What tests share: peers in plain blocking style, and connections of either transport. */
package dev.futurewire.support;
