# SPDX-License-Identifier: AGPL-3.0-or-later
# What is done to the files in api/web before they are served: indentation, comments, empty lines and spaces around some
# signs go, so that a phone on a thin line loads a fifth less. Nothing else changes, and nothing within quotation marks: a
# sign counts where all that were opened before it on its line are closed. Lines with a backslash stay as they are.
# tools/compare-page shows that a server sends just that.
s/^ +//
/^\/\/( |$)/d
s# +// [^"`']*$##
/^\/\* [^*]* \*\/$/d
/^$/d
/^<(link|script|meta) /s/="([a-z0-9./-]+)"/=\1/g
/\\/b
:signs
s/^(('[^']*'|"[^"]*"|`[^`]*`|[^'"`])*) (=>|===|!==|&&|\|\||\?\?|[=?<>:]) /\1\3/
tsigns
# In calc() of a style sheet spaces have a meaning.
/calc\(/!{
:sums
s/^(('[^']*'|"[^"]*"|`[^`]*`|[^'"`])*) ([-+]=|[<>]=|\+|\*) /\1\3/
tsums
}
s/^import \{ (.*) \} from /import{\1}from/
# Not where a tag could be, since what is around it is text.
/</b
s/^([a-z-]+): (.*;)$/\1:\2/
:words
s/^(('[^']*'|"[^"]*"|`[^`]*`|[^'"`])*\b(if|for|while|switch|catch|async|await|return|const|let|of)) ([([])/\1\4/
twords
:thens
s/^(('[^']*'|"[^"]*"|`[^`]*`|[^'"`])*\)) (return|continue|throw|this|await)\b/\1\3/
tthens
:marks
s/^(('[^']*'|"[^"]*"|`[^`]*`|[^'"`])*[,;:{}]) /\1/
tmarks
:braces
s/^(('[^']*'|"[^"]*"|`[^`]*`|[^'"`])*) ([{}])/\1\3/
tbraces
:ends
s/^(('[^']*'|"[^"]*"|`[^`]*`|[^'"`])*);\}/\1}/
tends
