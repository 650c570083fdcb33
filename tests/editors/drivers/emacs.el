;;; emacs.el --- does in a real Emacs what the steps of a job say  -*- lexical-binding: t -*-
;; emacs --batch -l INIT -l emacs.el FILE; EDITOR_JOB names the job, EDITOR_RESULT the file for the answers
;; (both are described in tests/editors/driving.py).

(require 'cl-lib)
(require 'json)
(require 'flymake)
(require 'xref)

(defvar driver-job (let ((json-object-type 'alist) (json-array-type 'list)) (json-read-file (getenv "EDITOR_JOB"))))
(defvar driver-answers nil "Newest first.")

(defun driver-wait (what found)
  "Let answers of the server in until FOUND returns non-nil; WHAT is told when it never does."
  (let ((ends (+ (float-time) (alist-get 'patience driver-job))) value)
    (while (not (setq value (funcall found)))
      (when (> (float-time) ends) (error "waited in vain for %s" what))
      (accept-process-output nil 0.02)
      ;; What Emacs does by itself between two keys.
      (run-hooks 'post-command-hook))
    value))

(defun driver-go (at)
  (goto-char (point-min))
  (forward-line (1- (car at)))
  (forward-char (1- (cadr at))))

(defun driver-place (position)
  (save-excursion
    (goto-char position)
    (list (line-number-at-pos) (1+ (- (point) (line-beginning-position))))))

(defun driver-severity (type)
  (cond ((string-search "error" (symbol-name type)) "error")
        ((string-search "warning" (symbol-name type)) "warning")
        (t "info")))

(defun driver-findings ()
  ;; Eglot reports on a timer that batch mode does not run.
  (flymake-start nil)
  (mapcar (lambda (one)
            `((start . ,(vconcat (driver-place (flymake-diagnostic-beg one))))
              (end . ,(vconcat (driver-place (flymake-diagnostic-end one))))
              (severity . ,(driver-severity (flymake-diagnostic-type one)))
              (message . ,(substring-no-properties (flymake-diagnostic-text one)))))
          (sort (flymake-diagnostics) (lambda (one other) (< (flymake-diagnostic-beg one) (flymake-diagnostic-beg other))))))

(defun driver-has-finding (part)
  (cl-some (lambda (one) (string-search part (alist-get 'message one))) (driver-findings)))

(defun driver-changed (what change)
  (let ((before (buffer-string)))
    (funcall change)
    (driver-wait (concat what " to change the text") (lambda () (not (equal before (buffer-string)))))
    ;; Sent when Emacs is idle, which it never is in batch mode.
    (eglot--signal-textDocument/didChange)))

(cl-defgeneric driver-do (name step) "Does STEP, called NAME, and returns its answer.")

(cl-defmethod driver-do ((_ (eql see)) step)
  (let ((part (alist-get 'text step)))
    (driver-wait (concat "a finding with " part) (lambda () (driver-has-finding part)))
    (vconcat (driver-findings))))

(cl-defmethod driver-do ((_ (eql gone)) step)
  (let ((part (alist-get 'text step)))
    (driver-wait (concat "the findings to go with " part) (lambda () (not (driver-has-finding part))))
    (vconcat (driver-findings))))

(cl-defmethod driver-do ((_ (eql hover)) step)
  (driver-go (alist-get 'at step))
  (let (shown)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown (or text ""))))
    (driver-wait "the hover" (lambda () shown))
    (substring-no-properties shown)))

(cl-defmethod driver-do ((_ (eql complete)) step)
  (driver-go (alist-get 'at step))
  (pcase-let ((`(,_ ,_ ,table . ,_) (run-hook-with-args-until-success 'completion-at-point-functions)))
    (vconcat (mapcar #'substring-no-properties (all-completions "" table)))))

(cl-defmethod driver-do ((_ (eql define)) step)
  (driver-go (alist-get 'at step))
  (let ((xref-prompt-for-identifier nil))
    (call-interactively #'xref-find-definitions))
  (vconcat (driver-place (point))))

(cl-defmethod driver-do ((_ (eql fix)) step)
  (driver-go (alist-get 'at step))
  (let ((last-nonmenu-event t) ; asked for with the keyboard
        offered)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_ collection &rest _)
                 (setq offered (mapcar #'car collection))
                 (or (cl-find-if (lambda (title) (string-search (alist-get 'title step) title)) offered)
                     (error "no quick fix says %s: %S" (alist-get 'title step) offered)))))
      (driver-changed "the quick fix" (lambda () (eglot-code-actions (point) (point) nil t))))
    (vconcat offered)))

(cl-defmethod driver-do ((_ (eql fix_all)) _step)
  (driver-changed "fix all" #'stacklint-fix-all)
  :null)

(cl-defmethod driver-do ((_ (eql rename)) step)
  (driver-go (alist-get 'at step))
  (driver-changed "the rename" (lambda () (eglot-rename (alist-get 'name step))))
  :null)

(cl-defmethod driver-do ((_ (eql text)) _step)
  (buffer-substring-no-properties (point-min) (point-max)))

(let (failure)
  (condition-case caught
      (progn
        ;; Batch mode visits the file without showing it, and Eglot tells only what is shown.
        (switch-to-buffer (current-buffer))
        (setq make-backup-files nil create-lockfiles nil eglot-confirm-server-initiated-edits nil)
        (driver-wait "the server" #'eglot-managed-p)
        (dolist (step (alist-get 'steps driver-job))
          (push (driver-do (intern (alist-get 'do step)) step) driver-answers))
        (eglot-shutdown (eglot-current-server) nil 10))
    (error (setq failure (error-message-string caught))))
  (with-temp-file (getenv "EDITOR_RESULT")
    (set-buffer-file-coding-system 'utf-8)
    (insert (json-encode `((editor . ,(format "Emacs %s, eglot" emacs-version))
                           (answers . ,(vconcat (reverse driver-answers)))
                           ,@(and failure `((error . ,failure)))))))
  (set-buffer-modified-p nil)
  (kill-emacs 0))
